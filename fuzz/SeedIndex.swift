import Foundation
import Library
import Music
import Ranking
import SampleIndex

/// A small valid index file.
enum SeedIndex {
    static func bytes(in folder: URL) throws -> [UInt8] {
        let sounds = (0..<6).map { number in
            let facts = SampleFacts(
                id: SampleID("sample-\(number)"), name: "s\(number).wav", pack: "Pack \(number % 2)",
                role: Fact(.bass, confidence: 0.9, source: .name), durationSeconds: 4,
                tempo: Fact(Double(90 + 10 * number), confidence: 0.9, source: .analysis),
                key: Key(index: number).map { Fact($0, confidence: 0.9, source: .analysis) },
                tags: [Tag("dark")].compactMap(\.self), addedAt: UnixTime(1_800_000_000), embedding: .fingerprint)
            let vector = (0..<8).map { Float16($0 == number ? 1 : 0) }
            return Sound(facts: facts, vector: vector, sampleRate: 44_100, channels: 2, frames: 176_400)
        }
        let path = folder.appending(path: "seed.index").path
        _ = try IndexSnapshot.build(sounds, at: path, version: LibraryVersion(library: 1, generation: 1))
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }
}
