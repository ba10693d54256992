/// How far a curve of onset strength agrees with itself some time later: its autocorrelation, 1 at lag 0, without the mean.
struct Repetition: Sendable {
    private let values: [Double]
    /// Lags from here on say nothing: a repeated loop agrees with itself one length later whatever it holds.
    private let limit: Double

    /// - Parameters:
    ///   - curve: at ``Spectrogram/frameRate``.
    ///   - period: exact length of a loop in frames, which is repeated when it is short; `nil` for an excerpt.
    init(_ curve: [Float], period: Double?) {
        limit = period.map { 0.8 * $0 } ?? .infinity
        values = Self.autocorrelation(of: period.map { Self.tiled(curve, period: $0) } ?? curve)
    }

    var isEmpty: Bool { values.count < 2 }

    /// Agreement at a lag in frames, linear between frames; `nil` where it says nothing.
    subscript(lag: Double) -> Double? {
        let low = Int(lag)
        guard lag <= limit, low + 1 < values.count else { return nil }
        let fraction = lag - Double(low)
        return values[low] * (1 - fraction) + values[low + 1] * fraction
    }

    /// Seconds of the longest lag: two bars of a slow song.
    private static let longest = 5.0
    /// A shorter loop is repeated up to here. (Zero-padding would cost accuracy: the silence has no beat.)
    private static let wanted = 16.0

    private static func tiled(_ curve: [Float], period: Double) -> [Float] {
        let wanted = Int(Self.wanted * Spectrogram.frameRate)
        guard curve.count < wanted, curve.count > 1, period >= 1 else { return curve }
        return (0..<wanted).map { frame in
            let position = Double(frame).truncatingRemainder(dividingBy: period)
            let low = min(curve.count - 1, Int(position))
            let high = low + 1 < curve.count ? low + 1 : 0
            let fraction = Float(position - Double(low))
            return curve[low] * (1 - fraction) + curve[high] * fraction
        }
    }

    private static func autocorrelation(of curve: [Float]) -> [Double] {
        let mean = curve.reduce(0, +) / Float(max(1, curve.count))
        let centred = curve.map { $0 - mean }
        let lags = min(Int(longest * Spectrogram.frameRate), centred.count / 2)
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
