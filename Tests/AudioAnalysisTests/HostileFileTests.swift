import AudioAnalysis
import Foundation
import Testing

/// Files whose headers lie.
@Suite struct HostileFileTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    /// Everything that is done with a file somewhere, and what it comes to.
    private func heard(_ path: String) -> Result<AnalysedAudio, AudioFileError> {
        do throws(AudioFileError) {
            let audio = try AudioAnalyser().analyse(path: path)
            #expect(try AudioAnalyser().identity(path: path) == audio.identity)
            #expect(try Waveform.peaks(path: path, points: 50).allSatisfy { $0.min.isFinite && $0.max.isFinite })
            _ = try SoundOutline(path: path)
            _ = try MonoWindows(path: path, rate: 16_000, seconds: 1, count: 3)
            var transcoder = try WAVTranscoder(path: path)
            let length = transcoder.contentLength
            #expect(try transcoder.bytes(in: 0..<200).count == min(200, length))
            #expect(try transcoder.bytes(in: length - 10..<length).count == 10)
            let values = [audio.energy, audio.brightness, audio.density, audio.attack, audio.stereoWidth]
            #expect(values.allSatisfy { (0...1).contains($0) })
            #expect(audio.fingerprint.allSatisfy { $0.isFinite })
            return .success(audio)
        } catch {
            #expect(!error.reason.isEmpty)
            return .failure(error)
        }
    }

    private func wav(_ name: String, seconds: Double = 0.2, change: (inout [UInt8]) -> Void) throws -> String {
        var bytes = try SoundFolder.bytes(folder.write(name, Signals.noise(seconds: seconds)))
        change(&bytes)
        return try folder.write(name, bytes: bytes)
    }

    private static func put(_ value: UInt32, at offset: Int, in bytes: inout [UInt8]) {
        for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(byte))) }
    }

    @Test(
        "a WAV that claims 2 or 4 GB, as programs write to a pipe, is heard to its end",
        arguments: [0xFFFF_FFFF, 0xFFFF_FFFE, 0x7FFF_FFFF, 0xFFFF_FF00] as [UInt32])
    func streamed(_ claim: UInt32) throws {
        let path = try wav("pipe.wav") { bytes in
            Self.put(claim, at: 4, in: &bytes)
            Self.put(claim, at: 40, in: &bytes)
        }
        #expect(try heard(path).get().frames == 8_820)
    }

    @Test("a WAV that claims more than is there, but not the largest size, ends early")
    func claimsMore() throws {
        let path = try wav("cut.wav") { bytes in
            Self.put(1 << 30, at: 4, in: &bytes)
            Self.put(1 << 30, at: 40, in: &bytes)
        }
        #expect(heard(path) == .failure(.truncated(frames: 8_820, promised: 1 << 29)))
    }

    @Test("0 channels, 65 channels and rates outside what is supported are refused by name; 64 and 768 kHz are heard")
    func extremes() throws {
        func with(channels: Int, rate: UInt32) throws -> Result<AnalysedAudio, AudioFileError> {
            heard(
                try wav("x.wav", seconds: 1) { bytes in
                    bytes[22] = UInt8(channels)
                    bytes[32] = UInt8(truncatingIfNeeded: channels * 2)
                    Self.put(rate, at: 24, in: &bytes)
                })
        }
        for refused in [(0, 44_100), (65, 44_100), (1, 0), (1, 1), (1, 768_001), (1, .max)] as [(Int, UInt32)] {
            guard case .failure = try with(channels: refused.0, rate: refused.1) else {
                Issue.record("\(refused) was heard")
                continue
            }
        }
        #expect(try with(channels: 1, rate: 1) == .failure(.unsupportedRate(1)))
        #expect(try with(channels: 64, rate: 44_100).get().channels == 64)
        #expect(try with(channels: 1, rate: 768_000).get().sampleRate == 768_000)
    }

    @Test(
        "a header with any four bytes all ones or the largest positive number is refused or heard",
        arguments: [SoundFolder.Format.wav16, .wavFloat, .aiff, .flac, .caf, .w64, .au])
    func lyingHeader(_ format: SoundFolder.Format) throws {
        let whole = try SoundFolder.bytes(
            folder.write("whole.\(format.suffix)", Signals.noise(seconds: 0.01), format: format))
        for offset in 0..<min(128, whole.count - 4) {
            for pattern: [UInt8] in [[0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0]] {
                var bytes = whole
                bytes.replaceSubrange(offset..<offset + 4, with: pattern)
                _ = heard(try folder.write("lie.\(format.suffix)", bytes: bytes))
            }
        }
    }

    @Test(
        "a long MP3 or Ogg of which only the beginning is there is heard from what is there",
        arguments: [SoundFolder.Format.mp3, .ogg])
    func longAndCut(_ format: SoundFolder.Format) throws {
        let long = Signals.drumLoop(bpm: 120, beats: 4)
        let path = try folder.write(
            "long.\(format.suffix)", Array(repeatElement(long, count: 40).joined()), format: format)
        #expect(try heard(path).get().durationSeconds > 79)
        let bytes = try SoundFolder.bytes(path)
        let cut = try heard(folder.write("cut.\(format.suffix)", bytes: Array(bytes.prefix(bytes.count / 8)))).get()
        #expect((8...12).contains(cut.durationSeconds))
        #expect(cut.truePeakDB != nil && cut.fingerprint.count == AudioAnalyser.fingerprintDimension)
        #expect(cut.role != nil)
    }

    @Test("the magic number of any container before random bytes is refused or heard")
    func magicAndNoise() throws {
        var random = SplitMix(state: 11)
        for format in SoundFolder.Format.allCases {
            let whole = try SoundFolder.bytes(
                folder.write(
                    "whole.\(format.suffix)", Signals.noise(seconds: 0.02), format: format,
                    rate: format == .opus ? 48_000 : 44_100))
            for length in [4, 8, 12, 16, 20, 32, 40, 44, 48, 64, 80, 128] {
                let noise = (0..<2_000).map { _ in UInt8.random(in: 0...255, using: &random) }
                _ = heard(try folder.write("noise.\(format.suffix)", bytes: Array(whole.prefix(length)) + noise))
            }
        }
    }
}
