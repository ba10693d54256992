import AudioAnalysis
import Foundation
import Music

/// `truth.json` of one set of sounds: what is true of each. What is not known of a sound is left out, and not scored.
struct AudioTruth: Decodable {
    struct Item: Decodable {
        /// Beside `truth.json`.
        var file: String
        /// What the file is called in its pack.
        var name: String?
        /// What results are grouped by: `drums`, `bass`, …
        var group: String
        var form: String?
        var role: String?
        /// What its notes are patterned on; `plain` are the progressions, scales and beats of textbooks.
        var genre: String?
        /// Whether it is played in a key.
        var pitched: Bool?
        /// ``Music/Key/index``, for pitched loops.
        var key: Int?
        /// Whether its notes settle that key for a listener.
        var settled: Bool?
        /// Beats per minute.
        var bpm: Double?
        var bars: Int?
        /// Whether drums play in it.
        var drums: Bool?

        enum CodingKeys: String, CodingKey {
            case file, name, form, role, genre, pitched, key, settled, bpm, bars, drums
            case group = "class"
        }
    }

    var sounds: [Item]

    init(folder: String) throws {
        let path = "\(folder)/truth.json"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.usage, "There is no \(path).", next: "`make bench-audio` makes the sets.")
        }
        do { self = try JSONDecoder().decode(AudioTruth.self, from: data) } catch {
            throw Failure(.badData, "\(path) is not what Benchmarks/audio/make_sets.py writes: \(error)")
        }
    }
}
