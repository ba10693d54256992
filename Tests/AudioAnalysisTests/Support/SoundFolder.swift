import CSndfile
import Foundation

/// A folder of its own for one test, removed with the value, and a writer of every format that is imported.
final class SoundFolder {
    let path: String

    enum Format: CaseIterable {
        case wav16, wav24, wavFloat, aiff, flac, ogg, opus, mp3, caf, w64, au

        var suffix: String {
            switch self {
            case .wav16, .wav24, .wavFloat: "wav"
            case .aiff: "aiff"
            case .flac: "flac"
            case .ogg: "ogg"
            case .opus: "opus"
            case .mp3: "mp3"
            case .caf: "caf"
            case .w64: "w64"
            case .au: "au"
            }
        }

        fileprivate var code: Int {
            switch self {
            case .wav16: SF_FORMAT_WAV | SF_FORMAT_PCM_16
            case .wav24: SF_FORMAT_WAV | SF_FORMAT_PCM_24
            case .wavFloat: SF_FORMAT_WAV | SF_FORMAT_FLOAT
            case .aiff: SF_FORMAT_AIFF | SF_FORMAT_PCM_16
            case .flac: SF_FORMAT_FLAC | SF_FORMAT_PCM_16
            case .ogg: SF_FORMAT_OGG | SF_FORMAT_VORBIS
            case .opus: SF_FORMAT_OGG | SF_FORMAT_OPUS
            case .mp3: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
            case .caf: SF_FORMAT_CAF | SF_FORMAT_PCM_16
            case .w64: SF_FORMAT_W64 | SF_FORMAT_PCM_16
            case .au: SF_FORMAT_AU | SF_FORMAT_PCM_16
            }
        }
    }

    struct WriteFailed: Error {}

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "attune-audio-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    /// Writes interleaved samples and returns the path.
    func write(
        _ name: String, _ samples: [Float], format: Format = .wav16, channels: Int = 1, rate: Int = Signals.rate,
        genre: String? = nil
    ) throws -> String {
        var info = SF_INFO()
        info.samplerate = Int32(rate)
        info.channels = Int32(channels)
        info.format = Int32(format.code)
        guard let handle = unsafe sf_open(file(name), Int32(SFM_WRITE), &info) else { throw WriteFailed() }
        defer { unsafe sf_close(handle) }
        if let genre { unsafe _ = sf_set_string(handle, Int32(SF_STR_GENRE), genre) }
        // In blocks: libvorbis lays what it is given at first on the stack, which is small in a test's thread.
        let block = 4_096 * channels
        for start in stride(from: 0, to: samples.count, by: block) {
            let some = Array(samples[start..<min(start + block, samples.count)])
            let frames = sf_count_t(some.count / channels)
            guard unsafe sf_writef_float(handle, some, frames) == frames else { throw WriteFailed() }
        }
        return file(name)
    }

    func write(_ name: String, bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
}
