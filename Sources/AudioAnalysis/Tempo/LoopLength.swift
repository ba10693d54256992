/// How long a loop may be in music: all of the file, or what is left without silence at its ends.
struct LoopLength: Hashable, Sendable {
    enum Origin: Hashable, Sendable { case file, trimmed }

    var seconds: Double
    /// Where the first beat would be, seconds.
    var start: Double
    var origin: Origin
    /// How far `seconds` may be off.
    var precision: Double

    /// The lengths worth trying, the whole file first.
    static func hypotheses(_ spectrogram: Spectrogram, durationSeconds: Double) -> [LoopLength] {
        var lengths = [LoopLength(seconds: durationSeconds, start: 0, origin: .file, precision: 0.000_5)]
        let loudest = spectrogram.power.max() ?? 0
        let sounding = spectrogram.power.indices.filter { spectrogram.power[$0] > 1e-5 * loudest }
        guard let first = sounding.first, let last = sounding.last else { return lengths }
        let frame = 1 / Spectrogram.frameRate
        let (head, tail) = (Double(first) * frame, durationSeconds - Double(last + 1) * frame)
        guard head > 0.03 || tail > 0.03 else { return lengths }
        let start = head > 0.03 ? head : 0
        for seconds in Set([
            durationSeconds - start, durationSeconds - start - max(0, tail), durationSeconds - 2 * start,
        ])
        where seconds > 0.5 && seconds < durationSeconds - 0.02 {
            lengths.append(LoopLength(seconds: seconds, start: start, origin: .trimmed, precision: frame))
        }
        return lengths
    }
}
