import AudioAnalysis
import Testing

@Suite struct WaveformTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    @Test("peaks follow the sound, one per stretch, over all channels")
    func peaks() throws {
        let samples: [Float] = (0..<1_000).flatMap { i -> [Float] in i < 500 ? [0.25, -0.5] : [0, 0.75] }
        let path = try folder.write("w.wav", samples, format: .wavFloat, channels: 2)
        let peaks = try Waveform.peaks(path: path, points: 2)
        #expect(peaks == [Waveform.Peak(min: -0.5, max: 0.25), Waveform.Peak(min: 0, max: 0.75)])
        #expect(try Waveform.peaks(path: path, points: 7).count == 7)
        #expect(try Waveform.peaks(path: path, points: 5_000).count == 1_000)
        #expect(try Waveform.peaks(path: path, points: 0).count == 1)
    }

    @Test("an AIFF is sent as a WAV of the announced length with the same samples")
    func transcoded() throws {
        let samples = Signals.noise(seconds: 0.5).flatMap { [$0, -$0] }
        let path = try folder.write("t.aiff", samples, format: .aiff, channels: 2)
        #expect(try AudioReader.browserMediaType(path: path) == nil)
        var transcoder = try WAVTranscoder(path: path)
        var bytes: [UInt8] = []
        while bytes.count < transcoder.contentLength {
            bytes += try transcoder.bytes(in: bytes.count..<bytes.count + 10_001)
        }
        #expect(bytes.count == transcoder.contentLength)
        #expect(bytes.count == 44 + 22_050 * 4)
        let wav = try folder.write("t.wav", bytes: bytes)
        #expect(try AudioReader.browserMediaType(path: wav) == "audio/wav")
        let identity = try AudioAnalyser().analyse(path: path).identity
        #expect(try AudioAnalyser().analyse(path: wav).identity == identity)
    }

    @Test("any range of the WAV is what the whole has there")
    func ranges() throws {
        let path = try folder.write("r.flac", Signals.noise(seconds: 0.1), format: .flac)
        var transcoder = try WAVTranscoder(path: path)
        let whole = try transcoder.bytes(in: 0..<transcoder.contentLength)
        for range in [
            0..<1, 40..<50, 43..<44, 44..<45, 45..<46, 1_001..<2_000, 8_863..<8_864, 8_000..<99_999, 9_999..<10_000,
        ] {
            let part = try transcoder.bytes(in: range)
            #expect(
                part == Array(whole[min(range.lowerBound, whole.count)..<min(range.upperBound, whole.count)]),
                "\(range)")
        }
    }

    @Test("formats that browsers play are named by their media type")
    func mediaTypes() throws {
        for (format, type) in [
            (SoundFolder.Format.flac, "audio/flac"), (.mp3, "audio/mpeg"), (.ogg, "audio/ogg"), (.wav24, "audio/wav"),
        ] {
            let path = try folder.write("m.\(format.suffix)", Signals.noise(seconds: 0.1), format: format)
            #expect(try AudioReader.browserMediaType(path: path) == type)
        }
    }
}
