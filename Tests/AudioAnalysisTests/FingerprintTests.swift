import AudioAnalysis
import Testing

@Suite struct FingerprintTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    private func vector(_ samples: [Float], _ name: String) throws -> [Float] {
        try AudioAnalyser().analyse(path: folder.write(name, samples)).fingerprint.map { Float($0) }
    }

    private func cosine(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

    @Test("a fingerprint is of unit length, finite, and the same every time")
    func deterministic() throws {
        let loop = Signals.drumLoop(bpm: 120, beats: 8)
        let first = try vector(loop, "a.wav")
        #expect(first.count == AudioAnalyser.fingerprintDimension)
        #expect(first.allSatisfy { $0.isFinite })
        #expect(abs(cosine(first, first) - 1) < 0.005)
        #expect(try vector(loop, "b.wav") == first)
    }

    @Test("a quieter copy is nearly the same, another kind of sound is far")
    func distances() throws {
        let loop = Signals.drumLoop(bpm: 120, beats: 8)
        let drums = try vector(loop, "a.wav")
        let quiet = try vector(loop.map { $0 * 0.7 }, "q.wav")
        let other = try vector(Signals.drumLoop(bpm: 126, beats: 8), "o.wav")
        let pad = try vector(Signals.chord([48, 52, 55], seconds: 4), "p.wav")
        #expect(cosine(drums, quiet) > 0.97)
        #expect(cosine(drums, other) > 0.8)
        #expect(cosine(drums, pad) < 0.5)
    }
}
