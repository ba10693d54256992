import Foundation

/// Tempo by autocorrelation of onset strength, joined with the duration hypothesis: a loop lasts a whole number of beats,
/// mostly a power of two, and its tempo is mostly an integer (Font and Serra 2016).
struct TempoEstimator: Sendable {
    /// The tempi that are considered, in BPM.
    static let range = 55.0...210.0

    private let autocorrelation: [Double]
    /// Lags from here on say nothing: a repeated loop agrees with itself one length later whatever it holds.
    private let lagLimit: Double
    private let durationSeconds: Double
    private let isWhole: Bool

    /// - Parameters:
    ///   - onset: onset strength at ``Spectrogram/frameRate``.
    ///   - durationSeconds: exact length of the file.
    ///   - isWhole: whether `onset` covers all of it.
    init(onset: OnsetStrength, durationSeconds: Double, isWhole: Bool) {
        self.durationSeconds = durationSeconds
        self.isWhole = isWhole
        lagLimit = isWhole ? 0.8 * durationSeconds * Spectrogram.frameRate : .infinity
        autocorrelation = Self.autocorrelation(
            of: isWhole ? Self.tiled(onset.values, seconds: durationSeconds) : onset.values)
    }

    /// The best tempo, or `nil` when nothing repeats.
    func estimate() -> TempoEstimate? {
        guard autocorrelation.count > 1, durationSeconds > 0.5 else { return nil }
        var candidates = gridCandidates()
        if isWhole { candidates += durationCandidates() }
        candidates.sort { $0.score > $1.score }
        guard let best = candidates.first, best.periodicity > 0.02 || best.isInteger else { return nil }
        let rival = candidates.first { !Self.sameClass($0.bpm, best.bpm) }
        let octave = candidates.first { Self.sameClass($0.bpm, best.bpm) && abs($0.bpm / best.bpm - 1) > 0.1 }
        let margin = best.score - (rival?.score ?? 0)
        let octaveMargin = best.score - (octave?.score ?? 0)
        let evidence =
            -2.2 + 3.0 * min(1, best.periodicity / 0.6) + 4.0 * min(0.5, max(0, margin))
            + 3.0 * min(0.3, max(0, octaveMargin)) + (best.beats == nil ? -0.6 : 0.6) + (best.isInteger ? 1.2 : 0)
        // An integer tempo without a beat to be heard is a coincidence as often as not.
        let cap = 0.5 + 5 * best.periodicity
        let probability = Self.octaveCertainty(best.bpm) / (1 + exp(-evidence))
        let confidence = min(cap, probability)
        return TempoEstimate(
            bpm: best.bpm, confidence: confidence, fitsDuration: best.beats != nil,
            others: Self.others([octave, rival].compactMap { $0 }, left: 1 - confidence, best: best),
            periodicity: best.periodicity)
    }

    /// What the best tempo leaves, shared by score; half of it stays with tempi nobody thought of when all are weak.
    private static func others(_ candidates: [Candidate], left: Double, best: Candidate) -> [AudioAnalysis.Candidate<
        Double
    >] {
        let sum = candidates.reduce(0) { $0 + $1.score } + max(0, best.score) * 0.5
        guard sum > 0 else { return [] }
        return candidates.map { AudioAnalysis.Candidate($0.bpm, probability: left * $0.score / sum) }
            .sorted { $0.probability > $1.probability }
    }

    private struct Candidate {
        var bpm: Double
        var score: Double
        var periodicity: Double
        var beats: Int?
        var isInteger = false
    }

    /// Local maxima of the periodicity, each moved to its peak.
    private func gridCandidates() -> [Candidate] {
        let grid = stride(from: Self.range.lowerBound, through: Self.range.upperBound, by: 0.5).map { $0 }
        let scores = grid.map { periodicity($0) }
        var candidates: [Candidate] = []
        for i in 1..<grid.count - 1 where scores[i] > scores[i - 1] && scores[i] >= scores[i + 1] {
            candidates.append(
                Candidate(bpm: grid[i], score: scores[i] * Self.prior(grid[i]), periodicity: scores[i], beats: nil))
        }
        return candidates
    }

    private func durationCandidates() -> [Candidate] {
        [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128].compactMap { beats in
            let bpm = 60 * Double(beats) / durationSeconds
            guard Self.range.contains(bpm) else { return nil }
            let periodicity = max(periodicity(bpm), periodicity(bpm * 1.004), periodicity(bpm * 0.996))
            let powerOfTwo = beats & (beats - 1) == 0
            // A rendered loop is cut to the sample, so its tempo comes out within a few hundredths of an integer.
            let isInteger = abs(bpm - bpm.rounded()) < 0.03 && beats >= 4
            let bonus = (powerOfTwo ? 0.18 : 0.02) + (isInteger ? (powerOfTwo ? 0.25 : 0.12) : 0)
            return Candidate(
                bpm: isInteger ? bpm.rounded() : bpm, score: (periodicity + bonus) * Self.prior(bpm),
                periodicity: periodicity, beats: beats, isInteger: isInteger)
        }
    }

    /// How strongly the onsets repeat at one, two and four beats (and at half a beat), 0…1.
    private func periodicity(_ bpm: Double) -> Double {
        let period = 60 / bpm * Spectrogram.frameRate
        var sum = 0.0
        var weights = 0.0
        for (beats, weight) in [(0.5, 0.3), (1.0, 1.0), (2.0, 0.8), (4.0, 0.6)] {
            guard let value = value(at: period * beats) else { continue }
            sum += weight * value
            weights += weight
        }
        return weights > 0 ? max(0, sum / weights) : 0
    }

    private func value(at lag: Double) -> Double? {
        let low = Int(lag)
        guard lag <= lagLimit, low + 1 < autocorrelation.count else { return nil }
        let fraction = lag - Double(low)
        return autocorrelation[low] * (1 - fraction) + autocorrelation[low + 1] * fraction
    }

    /// People and packs favour 90–140 BPM: a log-normal weight, 0.5…1, centred on 118.
    private static func prior(_ bpm: Double) -> Double {
        let octaves = log2(bpm / 118)
        return 0.5 + 0.5 * exp(-octaves * octaves / (2 * 0.4 * 0.4))
    }

    /// How surely music with this pulse is counted at this tempo and not at half or double of it: near 120 BPM always,
    /// while 87 may as well be 174. Log-normal about 118 BPM, 0.35 octaves wide.
    private static func octaveCertainty(_ bpm: Double) -> Double {
        func weight(_ bpm: Double) -> Double { exp(-pow(log2(bpm / 118) / 0.35, 2) / 2) }
        return weight(bpm) / (weight(bpm) + 0.7 * (weight(2 * bpm) + weight(bpm / 2)))
    }

    /// Same, half or double within 3 %.
    static func sameClass(_ a: Double, _ b: Double) -> Bool {
        [0.25, 0.5, 1, 2, 4].contains { abs(a * $0 / b - 1) < 0.03 }
    }

    /// A short loop repeated to at least sixteen seconds at its exact, fractional period. (Zero-padding would cost
    /// accuracy: the silence has no beat.)
    private static func tiled(_ values: [Float], seconds: Double) -> [Float] {
        let period = seconds * Spectrogram.frameRate
        let wanted = Int(16 * Spectrogram.frameRate)
        guard values.count < wanted, values.count > 1, period >= 1 else { return values }
        return (0..<wanted).map { frame in
            let position = Double(frame).truncatingRemainder(dividingBy: period)
            let low = min(values.count - 1, Int(position))
            let high = low + 1 < values.count ? low + 1 : 0
            let fraction = Float(position - Double(low))
            return values[low] * (1 - fraction) + values[high] * fraction
        }
    }

    /// Normalised to 1 at lag 0, for lags up to five seconds, without the mean.
    private static func autocorrelation(of values: [Float]) -> [Double] {
        let mean = values.reduce(0, +) / Float(max(1, values.count))
        let centred = values.map { $0 - mean }
        let lags = min(Int(5 * Spectrogram.frameRate), centred.count / 2)
        guard lags > 1 else { return [] }
        var power: Float = 0
        for value in centred { power += value * value }
        guard power > 0 else { return [] }
        return (0...lags).map { lag in
            var sum: Float = 0
            for i in 0..<centred.count - lag { sum += centred[i] * centred[i + lag] }
            return Double(sum / power) * Double(centred.count) / Double(centred.count - lag)
        }
    }
}
