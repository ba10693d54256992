/// A sound file as 16-bit PCM WAV, made on the fly: the length is known before anything is decoded and any range can be
/// asked for, so an AIFF can be served with `Range` to a browser that only plays WAV.
public struct WAVTranscoder: ~Copyable {
    /// Bytes of the whole WAV, header included.
    public let contentLength: Int
    public let format: AudioFormat
    private var reader: AudioReader
    private let header: [UInt8]

    private static let headerLength = 44

    public init(path: String) throws(AudioFileError) {
        let reader = try AudioReader(path: path)
        let audioBytes = reader.format.frames * reader.format.channels * 2
        header = Self.header(reader.format, audioBytes: audioBytes)
        contentLength = Self.headerLength + audioBytes
        format = reader.format
        self.reader = reader
    }

    /// The bytes of a range, cut to the content. Costs the decoding of the frames in the range; ask for blocks of, say,
    /// 64 KiB to keep memory bounded. Audio that the header promised and the file lacks is silence.
    public mutating func bytes(in range: Range<Int>) throws(AudioFileError) -> [UInt8] {
        let wanted = range.clamped(to: 0..<contentLength)
        guard !wanted.isEmpty else { return [] }
        var bytes = Array(header[min(wanted.lowerBound, header.count)..<min(wanted.upperBound, header.count)])
        let audio = max(0, wanted.lowerBound - header.count)..<max(0, wanted.upperBound - header.count)
        guard !audio.isEmpty else { return bytes }

        let frameBytes = format.channels * 2
        let first = audio.lowerBound / frameBytes
        let count = (audio.upperBound + frameBytes - 1) / frameBytes - first
        let pcm = try frames(from: first, count: count)
        let skipped = audio.lowerBound - first * frameBytes
        bytes += pcm[skipped..<skipped + audio.count]
        return bytes
    }

    /// Interleaved 16-bit little-endian samples.
    private mutating func frames(from first: Int, count: Int) throws(AudioFileError) -> [UInt8] {
        try reader.seek(to: first)
        var block = [Float](repeating: 0, count: count * format.channels)
        var pcm: [UInt8] = []
        pcm.reserveCapacity(block.count * 2)
        let decoded = try reader.read(into: &block) * format.channels
        for i in 0..<block.count {
            let value = i < decoded && block[i].isFinite ? max(-1, min(1, block[i])) : 0
            let sample = UInt16(bitPattern: Int16(max(-32_768, min(32_767, (value * 32_768).rounded()))))
            pcm.append(UInt8(truncatingIfNeeded: sample))
            pcm.append(UInt8(truncatingIfNeeded: sample >> 8))
        }
        return pcm
    }

    /// RIFF header, `fmt ` chunk of 16 bytes and the head of the `data` chunk. Past 4 GiB the sizes saturate, which players
    /// read as "until the end".
    private static func header(_ format: AudioFormat, audioBytes: Int) -> [UInt8] {
        func four(_ number: Int) -> [UInt8] {
            let clamped = UInt32(clamping: number)
            return (0..<4).map { UInt8(truncatingIfNeeded: clamped >> (8 * UInt32($0))) }
        }
        func two(_ number: Int) -> [UInt8] { Array(four(number).prefix(2)) }
        let frameBytes = format.channels * 2
        return Array("RIFF".utf8) + four(headerLength - 8 + audioBytes) + Array("WAVEfmt ".utf8) + four(16) + two(1)
            + two(format.channels) + four(format.sampleRate) + four(format.sampleRate * frameBytes) + two(frameBytes)
            + two(16) + Array("data".utf8) + four(audioBytes)
    }
}

extension AudioReader {
    /// The media type under which a browser plays the file as it is, or `nil` when ``WAVTranscoder`` must be used.
    public static func browserMediaType(path: String) throws(AudioFileError) -> String? {
        let reader = try AudioReader(path: path)
        return reader.format.container.browserMediaType
    }
}
