import AttuneTesting
import Foundation
import Library
import Music
import MusiCNN
import Testing

@Suite("What the network says of a sound")
struct EmbeddingTests {
    private static let pack = "/usr/share/sonic-pi/samples"

    private static func embedder() throws -> MusiCNNEmbedder {
        _ = try Weights.bundle()
        return try MusiCNNEmbedder(folder: Weights.folder)
    }

    private static func cosine(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    @Test("a vector of unit length and tags with their probabilities, most certain first")
    func embedding() async throws {
        let embedding = try await Self.embedder().embed(path: "\(Self.pack)/loop_amen.flac")
        #expect(embedding.vector.count == MusiCNNEmbedder.dimension && embedding.model == MusiCNNEmbedder.model)
        let power = embedding.vector.reduce(Float(0)) { $0 + Float($1) * Float($1) }
        #expect(abs(power - 1) < 0.01)
        let first = try #require(embedding.tags.first)
        // The reference's probability of "electronic", the greatest of all.
        #expect(first.value.text == "electronic" && abs(first.confidence - 0.4391) < 0.001)
        #expect(embedding.tags.map(\.confidence) == embedding.tags.map(\.confidence).sorted(by: >))
    }

    @Test("each file is nearer to one like it than to one unlike it")
    func likeness() async throws {
        let embedder = try Self.embedder()
        func vector(_ name: String) async throws -> [Float] {
            try await embedder.embed(path: "\(Self.pack)/\(name).flac").vector.map { Float($0) }
        }
        let (amen, breakbeat, drone) = try await (
            vector("loop_amen"), vector("loop_breakbeat"), vector("ambi_drone")
        )
        #expect(Self.cosine(amen, breakbeat) > Self.cosine(amen, drone))
    }

    @Test("a long file is heard in several windows: its end counts too")
    func windows() async throws {
        let embedder = try Self.embedder()
        let rate = 16_000
        var state: UInt32 = 7
        let noise = (0..<4 * rate).map { _ -> Double in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Double(state >> 8) / Double(1 << 24) - 0.5
        }
        let tone = (0..<20 * rate).map { 0.5 * sin(2 * .pi * 440 * Double($0) / Double(rate)) }
        func vector(_ samples: [Double]) async throws -> [Float] {
            let file = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString).wav")
            try WAVFile.mono(samples, rate: rate).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            return try await embedder.embed(path: file.path).vector.map { Float($0) }
        }
        let (start, end, both) = try await (vector(noise), vector(tone), vector(noise + tone))
        #expect(Self.cosine(both, end) > Self.cosine(start, end) + 0.1)
    }

    @Test("what is no sound is refused in words")
    func noSound() async throws {
        let embedder = try Self.embedder()
        await #expect(throws: EmbedderError.self) { try await embedder.embed(path: "/etc/hostname") }
    }
}
