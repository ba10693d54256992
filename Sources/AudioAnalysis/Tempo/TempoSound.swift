import Foundation

/// What every candidate tempo of one sound is measured against.
struct TempoSound: Sendable {
    let lengths: [LoopLength]
    let onset: OnsetStrength
    private let widened: WidenedOnsets
    private let all: Repetition
    private let low: Repetition
    private let high: Repetition
    private let seconds: Double
    private let (lowOnsets, highOnsets): (Double, Double)
    private let start: Double

    /// - Parameter isWhole: whether the spectrogram covers all of the file.
    init(_ spectrogram: Spectrogram, onset: OnsetStrength, durationSeconds: Double, isWhole: Bool) {
        self.onset = onset
        widened = WidenedOnsets(onset)
        lengths = isWhole ? LoopLength.hypotheses(spectrogram, durationSeconds: durationSeconds) : []
        let period = isWhole ? durationSeconds * Spectrogram.frameRate : nil
        all = Repetition(onset.values, period: period)
        low = Repetition(onset.low, period: period)
        high = Repetition(onset.high, period: period)
        seconds = Double(onset.values.count) / Spectrogram.frameRate
        lowOnsets = Self.onsets(onset.low)
        highOnsets = Self.onsets(onset.high)
        start = Self.firstBeat(onset)
    }

    /// The frame of the first beat: a beat falls on the first onset, when it comes early.
    static func firstBeat(_ onset: OnsetStrength) -> Double {
        let first = Double(onset.onsets.first ?? 0)
        return first < 0.7 * Spectrogram.frameRate ? first : 0
    }

    var canRepeat: Bool { !all.isEmpty }

    /// Whether a tempo is so near a whole number that a length cut to it explains it better than chance.
    func isInteger(_ bpm: Double, _ length: LoopLength) -> Bool {
        abs(bpm - bpm.rounded()) < max(0.03, bpm * length.precision / length.seconds) && bpm * length.seconds >= 180
    }

    /// Tempi at which the onsets repeat best, each moved to its peak.
    var peaks: [Double] {
        let grid = stride(from: TempoCandidate.range.lowerBound, through: TempoCandidate.range.upperBound, by: 0.5)
        let tempi = Array(grid)
        let scores = tempi.map(repetition)
        let tops = (1..<tempi.count - 1).filter {
            scores[$0] > 0.03 && scores[$0] > scores[$0 - 1] && scores[$0] >= scores[$0 + 1]
        }
        return tops.sorted { scores[$0] > scores[$1] }.prefix(12).map { tempi[$0] }
    }

    /// How strongly the onsets repeat after a half, one, two and four beats.
    private func repetition(at bpm: Double) -> Double {
        let period = 60 / bpm * Spectrogram.frameRate
        var (sum, weights) = (0.0, 0.0)
        for (beats, weight) in [(0.5, 0.3), (1.0, 1.0), (2.0, 0.8), (4.0, 0.6)] {
            guard let value = all[period * beats] else { continue }
            sum += weight * value
            weights += weight
        }
        return weights > 0 ? sum / weights : 0
    }

    /// The values of ``TempoCandidate/names``.
    func measures(_ bpm: Double, beats: Int?, _ length: LoopLength?) -> [Double] {
        let period = 60 / bpm * Spectrogram.frameRate
        func value(_ repetition: Repetition, _ beats: Double) -> Double { repetition[period * beats] ?? 0 }
        let isInteger = length.map { self.isInteger(bpm, $0) } ?? false
        let isHalf = length.map { !isInteger && self.isInteger(2 * bpm, $0) } ?? false
        let bars = beats.map { $0 % 4 == 0 } ?? false
        let power = beats.map { $0 & ($0 - 1) == 0 } ?? false
        let pace = log2(bpm / 115)
        func density(_ onsets: Double) -> Double { log2(onsets * 60 / (bpm * seconds) + 0.25) }
        let busy = density(Double(onset.onsets.count))
        let grid = BeatGrid(
            onset, widened: widened, period: period, start: length.map { $0.start * Spectrogram.frameRate } ?? start)
        func flag(_ isSet: Bool) -> Double { isSet ? 1 : 0 }
        return [
            value(all, 1), value(all, 2), value(all, 4), value(all, 0.5), value(all, 0.25), value(all, 1.5),
            value(all, 3), value(all, 1 / 3), value(all, 8), flag(all[period * 4] == nil), value(low, 1),
            value(low, 2), value(low, 4), value(low, 0.5), value(high, 1), value(high, 2), value(high, 0.5),
            value(high, 0.25), flag(length?.origin == .file), flag(length?.origin == .trimmed), flag(isInteger),
            flag(isHalf), flag(bars), flag(power), flag(isInteger && bars), pace, pace * pace, busy, busy * busy,
            density(lowOnsets), density(highOnsets), grid.beat, grid.offbeat, grid.sixteenth, grid.onSixteenths,
            grid.onEighths, grid.onBeats, grid.lowEven, grid.lowFirst, grid.backbeat, grid.halfTime, busy * pace,
            log2(Double(beats ?? 0) + 1), max(0, -pace - 0.4), max(0, pace - 0.4), flag(isInteger) * abs(pace),
            max(0, log2(68 / bpm)), max(0, log2(bpm / 172)), grid.onBeats == 0 ? abs(pace) : 0,
            flag(isInteger) / (1 + Double(onset.onsets.count)),
        ]
    }

    /// Moments of a band's curve that stand out: more than a fifth of its strongest and no less than its neighbours.
    private static func onsets(_ curve: [Float]) -> Double {
        let least = max(4, 0.25 * (curve.max() ?? 0))
        return Double(
            curve.indices.count { frame in
                let around = max(0, frame - 4)...min(curve.count - 1, frame + 4)
                return curve[frame] > least
                    && around.allSatisfy { curve[$0] < curve[frame] || $0 >= frame && curve[$0] == curve[frame] }
            })
    }
}
