import AudioAnalysis
import Testing

@Suite struct DecodingTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    @Test("every format is decoded and heard as what it is", arguments: SoundFolder.Format.allCases)
    func everyFormat(_ format: SoundFolder.Format) throws {
        // Opus knows only a few rates.
        let rate = format == .opus ? 48_000 : 44_100
        let mono = Signals.sine(440, seconds: 1.5, rate: rate)
        let path = try folder.write(
            "a440.\(format.suffix)", mono.flatMap { [$0, $0 * 0.5] }, format: format, channels: 2, rate: rate)
        let audio = try AudioAnalyser().analyse(path: path)
        #expect(audio.sampleRate == rate)
        #expect(audio.channels == 2)
        #expect(abs(audio.durationSeconds - 1.5) < 0.1)
        #expect(audio.identity.utf8.count == 32)
        #expect(audio.fingerprint.count == AudioAnalyser.fingerprintDimension)
        let peak = try #require(audio.truePeakDB)
        #expect(abs(peak - -6.02) < 1)
        #expect(audio.tempo == nil)
    }

    @Test("the same audio in WAV, AIFF, CAF and FLAC has one identity, another sound another")
    func identity() throws {
        let sound = Signals.noise(seconds: 0.7)
        let identities = try [SoundFolder.Format.wav16, .aiff, .flac, .caf, .w64, .au].map { format in
            let path = try folder.write("same-\(format).\(format.suffix)", sound, format: format)
            return try AudioAnalyser().analyse(path: path).identity
        }
        #expect(Set(identities).count == 1)
        let other = try folder.write("other.wav", Signals.noise(seconds: 0.7, seed: 2))
        #expect(try AudioAnalyser().analyse(path: other).identity != identities[0])
        let slower = try folder.write("slower.wav", sound, rate: 22_050)
        #expect(try AudioAnalyser().analyse(path: slower).identity != identities[0])
    }

    @Test("a sound longer than a minute is analysed from excerpts and keeps its length and loudness")
    func longFile() throws {
        let path = try folder.write(
            "long.flac", Signals.sine(220, seconds: 100, rate: 8_000), format: .flac, rate: 8_000)
        let audio = try AudioAnalyser().analyse(path: path)
        #expect(audio.frames == 800_000)
        #expect(audio.fingerprint.count == AudioAnalyser.fingerprintDimension)
        #expect(audio.loudnessLUFS != nil)
    }

    @Test("silence, DC and a single sample are analysed as what they are")
    func degenerate() throws {
        let silent = try AudioAnalyser().analyse(path: folder.write("s.wav", Signals.silence(seconds: 2)))
        #expect(silent.loudnessLUFS == nil && silent.truePeakDB == nil)
        #expect(silent.tempo == nil && silent.key == nil && silent.fingerprint.isEmpty)

        let constant = [Float](repeating: 0.5, count: 88_200)
        let dc = try AudioAnalyser().analyse(path: folder.write("dc.wav", constant))
        #expect(dc.tempo == nil && dc.key == nil)
        #expect(dc.fingerprint.allSatisfy { $0.isFinite })

        let single = try AudioAnalyser().analyse(path: folder.write("one.wav", [0.5]))
        #expect(single.frames == 1)
        #expect(single.tempo == nil && single.key == nil)
        #expect(single.fingerprint.allSatisfy { $0.isFinite })
    }

    @Test(
        "unusual rates and many channels are heard", arguments: [(2_000, 1), (192_000, 2), (768_000, 1), (44_100, 32)])
    func unusual(rate: Int, channels: Int) throws {
        let mono = Signals.sine(300, seconds: 0.5, rate: rate)
        let samples = mono.flatMap { [Float](repeating: $0, count: channels) }
        let path = try folder.write("odd.wav", samples, channels: channels, rate: rate)
        let audio = try AudioAnalyser().analyse(path: path)
        #expect(audio.sampleRate == rate && audio.channels == channels)
        #expect(audio.fingerprint.count == AudioAnalyser.fingerprintDimension)
    }
}
