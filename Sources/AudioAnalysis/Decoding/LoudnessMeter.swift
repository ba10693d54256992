import CEBUR128
import Foundation

/// Integrated loudness by ITU-R BS.1770 / EBU R128, one owner of a libebur128 state.
@safe struct LoudnessMeter: ~Copyable {
    private var state: UnsafeMutablePointer<ebur128_state>?
    private let channels: Int
    private let sampleRate: Int
    private var frames = 0

    /// Past this length block energies are kept as a histogram (0.1 LU steps), so memory does not grow with the file.
    private static let exactSeconds = 600

    init(format: AudioFormat) throws(AudioFileError) {
        channels = format.channels
        sampleRate = format.sampleRate
        var mode = EBUR128_MODE_I.rawValue
        if format.frames > format.sampleRate * Self.exactSeconds { mode |= EBUR128_MODE_HISTOGRAM.rawValue }
        unsafe state = ebur128_init(UInt32(format.channels), UInt(format.sampleRate), Int32(bitPattern: UInt32(mode)))
        guard unsafe state != nil else { throw .corrupt("no loudness meter for this rate and channel count") }
    }

    deinit {
        var state = unsafe state
        unsafe ebur128_destroy(&state)
    }

    mutating func add(_ samples: [Float], frames count: Int) {
        unsafe _ = ebur128_add_frames_float(state, samples, count)
        frames += count
    }

    /// Integrated loudness in LUFS, gated at −70 and −10 LU; `nil` for what is quieter than the gate. A sound shorter
    /// than one 400 ms block is measured as that one block with silence after it.
    mutating func loudness() -> Double? {
        let block = sampleRate * 2 / 5 + 1
        if frames < block {
            let silence = [Float](repeating: 0, count: (block - frames) * channels)
            unsafe _ = ebur128_add_frames_float(state, silence, block - frames)
            frames = block
        }
        var loudness = 0.0
        guard unsafe ebur128_loudness_global(state, &loudness) == 0, loudness.isFinite, loudness > -70 else {
            return nil
        }
        return loudness
    }
}
