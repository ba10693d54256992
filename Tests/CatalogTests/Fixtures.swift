import Catalog
import Foundation
import Library
import Music
import Ranking
import Telemetry
import Testing

/// Runs `body` with a folder that is gone afterwards.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Runs `body` with an empty catalog in a folder of its own.
func withCatalog<Value>(_ body: (Catalog) async throws -> Value) async throws -> Value {
    try await withFolder { try await body(try Catalog(folder: $0)) }
}

extension SessionID {
    static func named(_ text: String) throws -> SessionID { try #require(SessionID(text)) }
}

extension Sound {
    /// A sound with every field filled in.
    static func loop(
        _ id: String, name: String = "loop.wav", pack: String = "Pack", bpm: Double? = 128, key: Key? = Key(index: 21),
        role: Role? = .drums, tags: [String] = ["dark", "warm"], addedAt: Double = 1000,
        vector: [Float16] = [0.6, -0.8]
    ) -> Sound {
        Sound(
            facts: SampleFacts(
                id: SampleID(id), name: name, path: "/lib/\(pack)/\(name)", pack: pack,
                role: role.map { Fact($0, confidence: 0.9, source: .name) }, durationSeconds: 1.875,
                tempo: bpm.map { Fact($0, confidence: 0.8, source: .analysis) },
                key: key.map { Fact($0, confidence: 0.7, source: .embedded) }, tags: tags.compactMap { Tag($0) },
                energy: 0.5, loudnessLUFS: -14.5, addedAt: UnixTime(addedAt),
                embedding: vector.isEmpty ? nil : .fingerprint),
            vector: vector, sampleRate: 44_100, channels: 2, frames: 82_688, truePeakDB: -0.3)
    }

    /// The sound as an import of its file.
    func imported(at path: String? = nil, size: Int64 = 100, modified: Int64 = 1) -> ImportedFile {
        let path = path ?? facts.path
        var sound = self
        sound.facts.path = path
        sound.facts.name = URL(filePath: path).lastPathComponent
        let stamp = FileStamp(size: size, modifiedNanoseconds: modified)
        return ImportedFile(place: Place(path: path, stamp: stamp, sample: facts.id), sound: sound)
    }
}

extension TelemetryEvent {
    static func sample(
        _ id: String, kind: TelemetryKind = .accept, set: String = "set-1", sample: String = "a", rank: Int = 1,
        session: String = "song-1", at seconds: Double = 2000
    ) throws -> TelemetryEvent {
        TelemetryEvent(
            eventID: id, kind: kind, setID: set, sample: SampleID(sample), rank: rank, session: try .named(session),
            occurredAt: UnixTime(seconds - 1), receivedAt: UnixTime(seconds))
    }
}
