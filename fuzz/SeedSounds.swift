import CSndfile
import Foundation
import Streaming

/// Short valid sounds in every container that is imported.
enum SeedSounds {
    private static let formats: [(suffix: String, code: Int, rate: Int32)] = [
        ("wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44_100), ("float.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44_100),
        ("24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48_000), ("ima.wav", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 22_050),
        ("ms.wav", SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM, 22_050), ("ulaw.wav", SF_FORMAT_WAV | SF_FORMAT_ULAW, 8_000),
        ("ex.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 44_100), ("rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 44_100),
        ("aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44_100), ("float.aiff", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 44_100),
        ("flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44_100), ("ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44_100),
        ("opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48_000), ("mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44_100),
        ("caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 44_100), ("alac.caf", SF_FORMAT_CAF | SF_FORMAT_ALAC_16, 44_100),
        ("w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 44_100), ("au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 44_100),
    ]

    struct NotWritten: Error { var suffix: String }

    /// The bytes of one sound per format.
    static func all(in folder: URL) throws -> [[UInt8]] {
        try formats.map {
            [UInt8](try Data(contentsOf: write($0.suffix, $0.code, rate: $0.rate, seconds: 0.05, in: folder)))
        }
    }

    /// A plain WAV of a few milliseconds.
    static func short(in folder: URL) throws -> URL {
        try write("wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, rate: 8_000, seconds: 0.01, in: folder)
    }

    private static func write(_ suffix: String, _ code: Int, rate: Int32, seconds: Double, in folder: URL) throws -> URL
    {
        let file = folder.appending(path: "seed.\(suffix)")
        var info = SF_INFO()
        info.samplerate = rate
        info.channels = 2
        info.format = Int32(code)
        guard let handle = unsafe sf_open(file.path, Int32(SFM_WRITE), &info) else { throw NotWritten(suffix: suffix) }
        defer { unsafe sf_close(handle) }
        unsafe _ = sf_set_string(handle, Int32(SF_STR_GENRE), "house")
        var instrument = SF_INSTRUMENT()
        instrument.basenote = 45
        let size = Int32(MemoryLayout<SF_INSTRUMENT>.size)
        unsafe _ = sf_command(handle, Int32(SFC_SET_INSTRUMENT), &instrument, size)
        var random = SplitMix64(seed: 1)
        let samples = (0..<Int(seconds * Double(rate)) * 2).map { sample -> Float in
            let tone = 0.4 * sin(Float(sample / 2) * 0.06)
            return tone + Float.random(in: -0.1...0.1, using: &random)
        }
        guard unsafe sf_writef_float(handle, samples, sf_count_t(samples.count / 2)) > 0 else {
            throw NotWritten(suffix: suffix)
        }
        return file
    }
}
