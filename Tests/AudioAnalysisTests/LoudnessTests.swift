import AudioAnalysis
import Foundation
import Testing

@Suite struct LoudnessTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    private func stereo(_ mono: [Float]) throws -> AnalysedAudio {
        let samples = mono.flatMap { [$0, $0] }
        let path = try folder.write("x.wav", samples, format: .wavFloat, channels: 2, rate: 48_000)
        return try AudioAnalyser().analyse(path: path)
    }

    private func sine(dBFS: Double, seconds: Double = 5) throws -> AnalysedAudio {
        try stereo(Signals.sine(997, seconds: seconds, amplitude: Float(pow(10, dBFS / 20)), rate: 48_000))
    }

    @Test("a sine at −18 dBFS in both channels measures −18 LUFS (EBU Tech 3341, 1 kHz)")
    func loudness() throws {
        let audio = try sine(dBFS: -18)
        let loudness = try #require(audio.loudnessLUFS)
        let peak = try #require(audio.truePeakDB)
        #expect(abs(loudness + 18) < 0.1)
        #expect(abs(peak + 18) < 0.1)
    }

    @Test("what is quieter than −70 LUFS has no loudness, but a peak", arguments: [(-69.0, true), (-71, false)])
    func floor(dBFS: Double, isHeard: Bool) throws {
        let audio = try sine(dBFS: dBFS)
        #expect((audio.loudnessLUFS != nil) == isHeard)
        if let loudness = audio.loudnessLUFS { #expect(abs(loudness - dBFS) < 0.1) }
        #expect(abs(try #require(audio.truePeakDB) - dBFS) < 0.1)
    }

    @Test("silence around a sound does not make it quieter, as the gate demands")
    func gated() throws {
        let tone = Signals.sine(997, seconds: 5, amplitude: 0.1, rate: 48_000)
        let alone = try #require(try stereo(tone).loudnessLUFS)
        let silence = [Float](repeating: 0, count: 5 * 48_000)
        let around = try #require(try stereo(silence + tone + silence).loudnessLUFS)
        #expect(abs(alone - around) < 0.3)
    }

    @Test("a peak between two samples is found: a quarter of the rate at 45° reads 3 dB above its samples")
    func truePeak() throws {
        // BS.1770-4, Annex 2: samples at ±0.5·√½ of a sine whose amplitude is 0.5.
        let wave = (0..<48_000).map { 0.5 * Float(sin(Double.pi / 2 * Double($0) + Double.pi / 4)) }
        // Faded, so that no edge makes a peak of its own.
        let faded = wave.enumerated().map { $1 * Float(min(1, Double(min($0, wave.count - 1 - $0)) / 4_800)) }
        #expect(abs((faded.max() ?? 0) - 0.353_55) < 0.001)
        #expect(abs(try #require(try stereo(faded).truePeakDB) - -6.02) < 0.2)
    }
}
