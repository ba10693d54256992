/// Parts of a file as neural networks want them: mono, at one rate, each of a bounded length.
public struct MonoWindows: Sendable {
    /// Samples of each window, −1…1; the last may be shorter. At least one, and none empty.
    public let windows: [[Float]]

    /// Reads a file of up to `count` windows whole, and of a longer one as many windows, evenly spread.
    ///
    /// - Parameters:
    ///   - rate: of the result, Hz.
    ///   - seconds: of a window.
    /// - Complexity: O(`count` · `seconds`) in time and memory, whatever the length of the file.
    public init(path: String, rate: Int, seconds: Double, count: Int) throws(AudioFileError) {
        var reader = try AudioReader(path: path)
        let format = reader.format
        let length = Int((seconds * Double(format.sampleRate)).rounded(.up))
        var windows: [[Float]] = []
        var isOpposed: Bool?
        let step = format.frames > count * length ? (format.frames - length) / max(1, count - 1) : length
        for index in 0..<count where index == 0 || index * step < format.frames {
            try reader.seek(to: index * step)
            let window = try Self.window(&reader, frames: length, rate: rate, isOpposed: &isOpposed)
            if !window.isEmpty { windows.append(window) }
        }
        guard !windows.isEmpty else { throw .noAudio }
        self.windows = windows
    }

    private static func window(
        _ reader: inout AudioReader, frames: Int, rate: Int, isOpposed: inout Bool?
    ) throws(AudioFileError) -> [Float] {
        let channels = reader.format.channels
        var resampler = try Resampler(from: reader.format.sampleRate, to: rate)
        var block = [Float](repeating: 0, count: 8_192 * channels)
        var mono = [Float](repeating: 0, count: 8_192)
        var signal: [Float] = []
        var left = frames
        while left > 0 {
            let read = min(left, try reader.read(into: &block))
            guard read > 0 else { break }
            guard block.prefix(read * channels).allSatisfy(\.isFinite) else { throw .notFinite(frame: frames - left) }
            if isOpposed == nil {
                var (mid, side) = (0.0, 0.0)
                Listening.measure(block, frames: read, channels: channels, mid: &mid, side: &side)
                if mid + side > 0 { isOpposed = channels == 2 && side > mid }
            }
            Listening.mix(block, frames: read, channels: channels, isOpposed: isOpposed ?? false, into: &mono)
            resampler.add(mono, count: read, last: false, to: &signal)
            left -= read
        }
        resampler.add([], count: 0, last: true, to: &signal)
        return signal
    }
}
