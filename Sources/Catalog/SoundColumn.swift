import GRDB
import Library
import Music
import Ranking

/// The columns from which a ``Sound`` is read, in the order of the select list.
///
/// Reading by position keeps a hundred thousand rows cheap, and the tables are `STRICT`, so a column holds the type it
/// is declared with.
enum SoundColumn: Int, CaseIterable {
    case id, name, path, pack, addedAt, duration, sampleRate, channels, frames, truePeak, loudness, energy
    case tempo, tempoConfidence, tempoSource
    case key, keyConfidence, keySource
    case role, roleConfidence, roleSource
    case tags, tagConfidences
    case userTempo, userKey, userRole, userTags
    case space, vector

    private var sql: String {
        switch self {
        case .id: "s.id"
        case .name: "l.name"
        case .path: "l.path"
        case .pack: "l.pack"
        case .addedAt: "s.added_at"
        case .duration: "s.duration_s"
        case .sampleRate: "s.sample_rate"
        case .channels: "s.channels"
        case .frames: "s.frames"
        case .truePeak: "s.true_peak_db"
        case .loudness: "s.loudness_lufs"
        case .energy: "s.energy"
        case .tempo: "s.tempo"
        case .tempoConfidence: "s.tempo_confidence"
        case .tempoSource: "s.tempo_source"
        case .key: "s.key"
        case .keyConfidence: "s.key_confidence"
        case .keySource: "s.key_source"
        case .role: "s.role"
        case .roleConfidence: "s.role_confidence"
        case .roleSource: "s.role_source"
        case .tags: "s.tags"
        case .tagConfidences: "s.tag_confidences"
        case .userTempo: "c.tempo"
        case .userKey: "c.key"
        case .userRole: "c.role"
        case .userTags: "c.tags"
        case .space: "s.space"
        case .vector: "e.vector"
        }
    }

    private static let list = allCases.map(\.sql).joined(separator: ", ")

    /// Selects listed sounds; a condition and an order may follow.
    static let selectListed = """
        SELECT \(list) FROM listed l
        JOIN sounds s ON s.id = l.sound_id
        LEFT JOIN corrections c ON c.sound_id = s.id
        LEFT JOIN embeddings e ON e.sound_id = s.id AND e.space = s.space
        """

    /// The same without reading vectors.
    static let selectListedFacts =
        selectListed
        .replacing("e.vector", with: "NULL")
        .replacing("LEFT JOIN embeddings e ON e.sound_id = s.id AND e.space = s.space", with: "")
}

extension Row {
    subscript(_ column: SoundColumn) -> String { self[column.rawValue] }
    subscript(_ column: SoundColumn) -> String? { self[column.rawValue] }
    subscript(_ column: SoundColumn) -> Double { self[column.rawValue] }
    subscript(_ column: SoundColumn) -> Double? { self[column.rawValue] }
    subscript(_ column: SoundColumn) -> Int { self[column.rawValue] }
}
