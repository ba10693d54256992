import Foundation

/// What starts on the beats of one tempo, and what between them: the picture of a bar.
struct BeatGrid {
    /// Onset strength near a time, over its mean; log₂, so that 0 is as much as anywhere.
    let beat: Double
    let offbeat: Double
    let sixteenth: Double
    /// Share of the onsets that lie on sixteenths, eighths, and beats.
    let onSixteenths: Double
    let onEighths: Double
    let onBeats: Double
    /// Low onsets on even beats against odd ones, −1…1; the same at the first and third beat of four.
    let lowEven: Double
    let lowFirst: Double
    /// High onsets on odd beats against even ones: a backbeat; and on the third of four against the others.
    let backbeat: Double
    let halfTime: Double

    /// - Parameters:
    ///   - period: of a beat, in frames.
    ///   - start: of the first beat, in frames.
    init(_ onset: OnsetStrength, widened: WidenedOnsets, period: Double, start: Double) {
        let frames = onset.values.count
        let beats = max(1, Int((Double(frames) - start) / period + 0.3))
        func level(_ curve: [Float], _ offset: Double, each step: Int = 1, from first: Int = 0) -> Double {
            var (sum, count) = (0.0, 0.0)
            for beat in stride(from: first, to: beats, by: step) {
                sum += Self.at(start + (Double(beat) + offset) * period, in: curve)
                count += 1
            }
            return count > 0 ? sum / count : 0
        }
        func over(_ value: Double, _ mean: Double) -> Double { log2((value + 0.2) / (mean + 0.2)) }
        beat = over(level(widened.values, 0), widened.mean)
        offbeat = over(level(widened.values, 0.5), widened.mean)
        sixteenth = over((level(widened.values, 0.25) + level(widened.values, 0.75)) / 2, widened.mean)

        let strengths = onset.onsets.map { Double(onset.values[$0]) }
        let total = strengths.reduce(0, +)
        func share(_ step: Double) -> Double {
            guard total > 0 else { return 0 }
            var sum = 0.0
            for (frame, strength) in zip(onset.onsets, strengths) {
                let position = (Double(frame) - start) / step
                if abs(position - position.rounded()) * step < 2.6 { sum += strength }
            }
            return sum / total
        }
        onSixteenths = share(period / 4)
        onEighths = share(period / 2)
        onBeats = share(period)

        func contrast(_ a: Double, _ b: Double) -> Double { a + b > 0.5 ? (a - b) / (a + b) : 0 }
        guard beats > 1 else {
            (lowEven, lowFirst, backbeat, halfTime) = (0, 0, 0, 0)
            return
        }
        lowEven = contrast(level(widened.low, 0, each: 2), level(widened.low, 0, each: 2, from: 1))
        backbeat = contrast(level(widened.high, 0, each: 2, from: 1), level(widened.high, 0, each: 2))
        guard beats > 3 else {
            (lowFirst, halfTime) = (0, 0)
            return
        }
        lowFirst = contrast(level(widened.low, 0, each: 4), level(widened.low, 0, each: 4, from: 2))
        halfTime = contrast(
            level(widened.high, 0, each: 4, from: 2),
            (level(widened.high, 0, each: 4, from: 1) + level(widened.high, 0, each: 4, from: 3)) / 2)
    }

    /// 0 past the end.
    private static func at(_ position: Double, in curve: [Float]) -> Double {
        let frame = Int(position.rounded())
        return curve.indices.contains(frame) ? Double(curve[frame]) : 0
    }
}

/// Curves of onset strength, each value the most within two frames (23 ms): players and frames stray.
struct WidenedOnsets: Sendable {
    let values: [Float]
    let low: [Float]
    let high: [Float]
    /// Of `values`.
    let mean: Double

    init(_ onset: OnsetStrength) {
        values = Self.widened(onset.values)
        low = Self.widened(onset.low)
        high = Self.widened(onset.high)
        mean = Double(values.reduce(0, +)) / Double(max(1, values.count))
    }

    private static func widened(_ curve: [Float]) -> [Float] {
        curve.indices.map { curve[max(0, $0 - 2)...min(curve.count - 1, $0 + 2)].max() ?? 0 }
    }
}
