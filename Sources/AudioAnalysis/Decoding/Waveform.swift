/// The outline of a sound, for drawing.
public enum Waveform {
    /// The lowest and highest sample of a stretch of the sound, over all channels, nominally −1…1.
    public struct Peak: Hashable, Sendable {
        public var min: Float
        public var max: Float

        public init(min: Float, max: Float) {
            self.min = min
            self.max = max
        }
    }

    /// How many points may be asked for.
    public static let supportedPoints = 1...16_384

    /// Cuts the file at `path` into `points` equal stretches and gives the peak of each; fewer when there are fewer frames.
    /// `points` is brought into ``supportedPoints``. Streams: memory does not depend on the length.
    public static func peaks(path: String, points: Int) throws(AudioFileError) -> [Peak] {
        var reader = try AudioReader(path: path)
        let format = reader.format
        guard format.frames > 0 else { throw .noAudio }
        let asked = Swift.min(supportedPoints.upperBound, Swift.max(supportedPoints.lowerBound, points))
        let count = Swift.min(asked, format.frames)
        var peaks = [Peak?](repeating: nil, count: count)
        var block = [Float](repeating: 0, count: Swift.max(1, 65_536 / format.channels) * format.channels)
        var frame = 0
        while true {
            let frames = try reader.read(into: &block)
            guard frames > 0 else { break }
            for offset in 0..<frames {
                let position = Double(frame + offset) / Double(format.frames) * Double(count)
                let point = Swift.min(count - 1, Int(position))
                for channel in 0..<format.channels {
                    let value = block[offset * format.channels + channel]
                    guard value.isFinite else { continue }
                    let peak = peaks[point] ?? Peak(min: value, max: value)
                    peaks[point] = Peak(min: Swift.min(peak.min, value), max: Swift.max(peak.max, value))
                }
            }
            frame += frames
        }
        return peaks.map { $0 ?? Peak(min: 0, max: 0) }
    }
}
