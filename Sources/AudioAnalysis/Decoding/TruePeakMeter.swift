import CEBUR128
import Foundation

/// The true peak by ITU-R BS.1770-4, Annex 2, one owner of a libebur128 state.
///
/// Interpolating between samples costs more than everything else that is measured, so only the passages are interpolated
/// where the result can lie; it is the same as if all had been.
@safe struct TruePeakMeter: ~Copyable {
    private var state: UnsafeMutablePointer<ebur128_state>?
    private let channels: Int
    /// The highest sample so far.
    private var highest: Float = 0
    /// The last frames before the next slice.
    private var before: [Float]
    private let silence: [Float]
    /// Whether the last slice was interpolated.
    private var isInside = false

    /// Frames that are weighed together.
    private static let slice = 128
    /// What the interpolator (12 samples long) reaches, on either side of a passage.
    private static let reach = 16
    /// No value between samples is higher than this times the highest sample in reach: the sum of the magnitudes of the
    /// interpolator's coefficients is below it.
    private static let overshoot: Float = 2

    init(format: AudioFormat) throws(AudioFileError) {
        channels = format.channels
        let silence = [Float](repeating: 0, count: Self.reach * format.channels)
        self.silence = silence
        before = silence
        let mode = Int32(bitPattern: UInt32(EBUR128_MODE_TRUE_PEAK.rawValue))
        unsafe state = ebur128_init(UInt32(format.channels), UInt(format.sampleRate), mode)
        guard unsafe state != nil else { throw .corrupt("no peak meter for this rate and channel count") }
    }

    deinit {
        var state = unsafe state
        unsafe ebur128_destroy(&state)
    }

    mutating func add(_ samples: [Float], frames count: Int) {
        for start in stride(from: 0, to: count, by: Self.slice) {
            add(samples[start * channels..<min(count, start + Self.slice) * channels])
        }
    }

    private mutating func add(_ slice: ArraySlice<Float>) {
        var peak: Float = 0
        for sample in slice { peak = max(peak, abs(sample)) }
        highest = max(highest, peak)
        if peak > 0, peak * Self.overshoot >= highest {
            // Silence before and after what surrounds a passage: the interpolator sees no jump next to anything loud.
            if !isInside { interpolate(before) }
            interpolate(Array(slice))
            isInside = true
        } else if isInside {
            interpolate(Array(slice.prefix(Self.reach * channels)) + silence)
            isInside = false
        }
        before = Array((before + slice).suffix(Self.reach * channels))
    }

    private mutating func interpolate(_ samples: [Float]) {
        unsafe _ = ebur128_add_frames_float(state, samples, samples.count / channels)
    }

    /// The highest true peak of all channels in dBTP, or `nil` for digital silence.
    func truePeak() -> Double? {
        var highest = 0.0
        for channel in 0..<channels {
            var peak = 0.0
            if unsafe ebur128_true_peak(state, UInt32(channel), &peak) == 0 { highest = max(highest, peak) }
        }
        return highest > 0 ? 20 * log10(highest) : nil
    }
}
