/// How quickly sounds reach their loudest: the time from a fifth to nine tenths of the way up (Peeters: "A Large Set of
/// Audio Features", 2004), the middle one of all onsets, louder ones counting more.
struct Attack: Sendable {
    let seconds: Double

    /// Samples per level: 3 ms.
    private static let block = 64
    /// An onset shows up to half a frame early in the spectrogram.
    private static let early = Spectrogram.frameSize / 2 / block
    /// Onsets softer than this part of the loudest do not count.
    private static let least: Float = 0.25

    init(_ signal: [Float], onsets: [Int]) {
        let levels = stride(from: 0, to: signal.count, by: Self.block).map { start -> Float in
            var level: Float = 0
            for i in start..<min(start + Self.block, signal.count) { level = max(level, abs(signal[i])) }
            return level
        }
        let loudest = levels.max() ?? 0
        guard loudest > 0 else {
            seconds = 0
            return
        }
        var starts = onsets.map { max(0, $0 * Spectrogram.hop / Self.block - Self.early) }.filter { $0 < levels.count }
        if starts.first != 0 { starts.insert(0, at: 0) }
        let rises = zip(starts, starts.dropFirst() + [levels.count]).compactMap { start, end -> (Int, Float)? in
            guard start < end else { return nil }
            return Self.rise(levels[start..<end], least: Self.least * loudest)
        }
        let sorted = rises.sorted { $0.0 < $1.0 }
        let half = sorted.reduce(0) { $0 + $1.1 } / 2
        var sum: Float = 0
        let middle = sorted.first { rise in
            sum += rise.1
            return sum >= half
        }
        seconds = Double((middle?.0 ?? 0) * Self.block) / Double(Listening.rate)
    }

    /// Blocks from a fifth to nine tenths of the way up, and the height reached.
    private static func rise(_ levels: ArraySlice<Float>, least: Float) -> (Int, Float)? {
        guard let top = levels.max(), top >= least, let peak = levels.firstIndex(where: { $0 >= 0.9 * top }) else {
            return nil
        }
        let way = levels[...peak]
        let base = way.min() ?? 0
        let threshold = base + 0.2 * (top - base)
        let foot = way.lastIndex { $0 < threshold } ?? levels.startIndex
        return (peak - foot, top)
    }
}
