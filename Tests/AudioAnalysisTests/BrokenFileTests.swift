import AudioAnalysis
import Foundation
import Testing

@Suite struct BrokenFileTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    private func failure(_ path: String) -> AudioFileError? {
        do throws(AudioFileError) {
            _ = try AudioAnalyser().analyse(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("a missing, empty, frameless or mislabelled file and a folder are named as such")
    func named() throws {
        #expect(failure(folder.file("nothing.wav")) == .missing)
        #expect(try failure(folder.write("empty.wav", bytes: [])) == .empty)
        #expect(try failure(folder.write("noframes.wav", [])) == .noAudio)
        #expect(failure(folder.path) == .notRegularFile)
        let text = Array("This is a shopping list, not a sound.\n".utf8)
        for suffix in ["wav", "aiff", "flac", "ogg", "mp3"] {
            #expect(try failure(folder.write("list.\(suffix)", bytes: text)) == .notAudio, "\(suffix)")
        }
    }

    @Test("a FIFO is refused at once instead of waiting for a writer")
    func fifo() {
        #expect(unsafe mkfifo(folder.file("pipe.wav"), 0o600) == 0)
        #expect(failure(folder.file("pipe.wav")) == .notRegularFile)
    }

    @Test("a loop of links is unreadable, not endless")
    func linkLoop() throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("loop.wav"), withDestinationPath: folder.file("loop.wav"))
        guard case .unreadable = failure(folder.file("loop.wav")) else {
            Issue.record("a link to itself was read")
            return
        }
    }

    @Test("NaN and infinite samples are found, with the frame", arguments: [Float.nan, .infinity, -.infinity])
    func notFinite(_ value: Float) throws {
        var samples = Signals.sine(440, seconds: 0.5).flatMap { [$0, $0] }
        samples[2 * 70 + 1] = value
        let path = try folder.write("bad.wav", samples, format: .wavFloat, channels: 2)
        #expect(failure(path) == .notFinite(frame: 70))
    }

    @Test("a rate of 1 Hz is refused with its number")
    func rate() throws {
        let path = try folder.write("slow.wav", [0, 0.5, 0], rate: 1)
        #expect(failure(path) == .unsupportedRate(1))
    }

    @Test("a WAV or FLAC cut in half says that it ends early", arguments: [SoundFolder.Format.wav16, .aiff, .flac])
    func cutInHalf(_ format: SoundFolder.Format) throws {
        let whole = try folder.write("whole.\(format.suffix)", Signals.noise(seconds: 1), format: format)
        let bytes = try SoundFolder.bytes(whole)
        let error = try failure(folder.write("half.\(format.suffix)", bytes: Array(bytes.prefix(bytes.count / 2))))
        switch error {
        case .truncated(let frames, let promised)?: #expect(frames < promised && (44_000...44_200).contains(promised))
        case .corrupt?: break
        default: Issue.record("\(format): \(String(describing: error))")
        }
    }

    @Test(
        "no prefix of a file crashes or hangs the decoder: every one of a short file, many of a longer",
        arguments: [SoundFolder.Format.wav16, .aiff, .flac, .ogg, .opus, .mp3, .caf, .w64, .au])
    func prefixes(_ format: SoundFolder.Format) throws {
        let rate = format == .opus ? 48_000 : 44_100
        for (seconds, everything) in [(0.005, true), (0.3, false)] {
            let whole = try folder.write(
                "whole.\(format.suffix)", Signals.noise(seconds: seconds), format: format, rate: rate)
            let bytes = try SoundFolder.bytes(whole)
            let step = everything ? max(1, bytes.count / 600) : max(1, bytes.count / 40)
            let lengths = Array(1..<128) + Array(stride(from: 128, to: bytes.count, by: step))
            for length in lengths where length < bytes.count {
                let path = try folder.write("prefix.\(format.suffix)", bytes: Array(bytes.prefix(length)))
                if let error = failure(path) { #expect(!error.reason.isEmpty) }
            }
        }
    }

    @Test("random bytes with and without a header are refused or heard, never a crash")
    func randomBytes() throws {
        var random = SplitMix(state: 7)
        let header = Array(try SoundFolder.bytes(folder.write("h.wav", Signals.noise(seconds: 0.1))).prefix(44))
        for round in 0..<40 {
            let junk = (0..<3_000).map { _ in UInt8.random(in: 0...255, using: &random) }
            var bytes = round % 2 == 0 ? junk : header + junk
            if round % 2 == 1 {
                bytes[Int.random(in: 12..<44, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let path = try folder.write("junk.wav", bytes: bytes)
            if let error = failure(path) { #expect(!error.reason.isEmpty) }
        }
    }

    @Test("failing to open leaves no descriptor behind")
    func descriptors() throws {
        let path = try folder.write("list.wav", bytes: Array("no sound".utf8))
        let slow = try folder.write("slow.wav", [0, 0.5, 0], rate: 1)
        func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
        let before = try open()
        for _ in 0..<200 {
            _ = failure(path)
            _ = failure(slow)
        }
        // Other tests open files at the same time.
        #expect(try open() < before + 100)
    }
}
