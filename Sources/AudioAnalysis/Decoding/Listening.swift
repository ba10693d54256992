/// What one streaming pass over a file collects: identity, loudness, and the excerpts that are analysed in depth.
struct Listening: Sendable {
    /// Mono at ``rate``: the whole of a file up to ``wholeSeconds``, otherwise excerpts laid end to end.
    var signal: [Float] = []
    var format: AudioFormat
    var frames = 0
    var identity = ""
    var metadata = EmbeddedMetadata()
    var loudnessLUFS: Double?
    var truePeakDB: Double?
    /// Whether ``signal`` is the whole file.
    var isWhole = true
    /// Energy of left minus right over energy of left plus right, 0 mono … 1 wide.
    var stereoWidth: Float = 0

    var durationSeconds: Double { Double(frames) / Double(format.sampleRate) }

    /// The rate of ``signal``, in Hz.
    static let rate = 22_050
    /// Files up to this length are analysed whole.
    static let wholeSeconds = 60
    /// Length and number of the excerpts of a longer file.
    static let excerptSeconds = 20
    static let excerpts = 3
    private static let blockSamples = 65_536

    /// Decodes `path` once, from start to end; twice when it turns out not to be as long as it said, so that the excerpts
    /// do not lie in it as they should.
    init(path: String) throws(AudioFileError) {
        let first = try Listening(path: path, promised: nil)
        let planned = Excerpts(format: first.format)
        var actual = first.format
        actual.frames = first.frames
        self = planned.fits(first.frames) ? first : try Listening(path: path, promised: actual)
    }

    private init(path: String, promised: AudioFormat?) throws(AudioFileError) {
        var reader = try AudioReader(path: path)
        format = promised ?? reader.format
        metadata = reader.embeddedMetadata()
        var hash = AudioHash(format: format)
        var meter = try LoudnessMeter(format: format)
        let excerpts = Excerpts(format: format)
        var resampler = try Resampler(from: format.sampleRate, to: Self.rate)
        var block = [Float](repeating: 0, count: Self.blockCount(of: format))
        var mono = [Float](repeating: 0, count: block.count / format.channels)
        var (mid, side) = (0.0, 0.0)
        var isOpposed: Bool?
        isWhole = excerpts.isWhole

        while true {
            let count = try reader.read(into: &block)
            guard count > 0 else { break }
            try Self.requireFinite(block, frames: count, channels: format.channels, offset: frames)
            hash.add(block, count: count * format.channels)
            meter.add(block, frames: count)
            Self.measure(block, frames: count, channels: format.channels, mid: &mid, side: &side)
            // Two channels against each other would cancel: what is heard first decides, for the whole file.
            if isOpposed == nil, mid + side > 0 { isOpposed = format.channels == 2 && side > mid }
            Self.mix(block, frames: count, channels: format.channels, isOpposed: isOpposed ?? false, into: &mono)
            for piece in excerpts.pieces(of: frames..<frames + count) {
                let samples = Array(mono[piece])
                resampler.add(samples, count: samples.count, last: false, to: &signal)
            }
            frames += count
        }
        guard frames > 0 else { throw .noAudio }
        try reader.requireComplete(decoded: frames)
        resampler.add([], count: 0, last: true, to: &signal)
        identity = hash.finish()
        truePeakDB = meter.truePeak()
        loudnessLUFS = meter.loudness()
        stereoWidth = mid + side > 0 ? Float(side / (mid + side)) : 0
    }

    /// Samples of a block of whole frames.
    static func blockCount(of format: AudioFormat) -> Int {
        max(1, blockSamples / format.channels) * format.channels
    }

    static func requireFinite(
        _ block: [Float], frames: Int, channels: Int, offset: Int
    ) throws(AudioFileError) {
        // Zero times a number is zero; times NaN or infinity it is NaN, which a sum keeps.
        var sum: Float = 0
        for i in 0..<frames * channels { sum += block[i] * 0 }
        guard sum.isNaN else { return }
        for i in 0..<frames * channels where !block[i].isFinite { throw .notFinite(frame: offset + i / channels) }
    }

    /// Adds up the power of the first two channels' sum and difference.
    static func measure(_ block: [Float], frames: Int, channels: Int, mid: inout Double, side: inout Double) {
        guard channels > 1 else { return }
        var (sums, differences): (Float, Float) = (0, 0)
        for i in 0..<frames {
            let difference = block[i * channels] - block[i * channels + 1]
            let total = block[i * channels] + block[i * channels + 1]
            differences += difference * difference
            sums += total * total
        }
        mid += Double(sums)
        side += Double(differences)
    }

    /// The mean of the channels; of two that oppose each other, half their difference.
    static func mix(
        _ block: [Float], frames: Int, channels: Int, isOpposed: Bool, into mono: inout [Float]
    ) {
        let scale = 1 / Float(channels)
        for i in 0..<frames {
            var sum: Float = 0
            for channel in 0..<channels { sum += block[i * channels + channel] }
            mono[i] = (isOpposed ? sum - 2 * block[i * channels + 1] : sum) * scale
        }
    }
}

/// Which frames of a file are analysed in depth.
private struct Excerpts {
    let isWhole: Bool
    private let ranges: [Range<Int>]

    init(format: AudioFormat) {
        let rate = format.sampleRate
        isWhole = format.frames <= Listening.wholeSeconds * rate
        if isWhole {
            // A header may promise less than there is; the limit still bounds memory.
            ranges = [0..<Listening.wholeSeconds * rate]
        } else {
            let length = Listening.excerptSeconds * rate
            let step = (format.frames - length) / (Listening.excerpts + 1)
            ranges = (1...Listening.excerpts).map { $0 * step..<$0 * step + length }
        }
    }

    /// Whether all of it can be heard in a file of so many frames, and is what would be chosen of it.
    func fits(_ frames: Int) -> Bool {
        isWhole ? frames <= (ranges.last?.upperBound ?? 0) : frames >= (ranges.last?.upperBound ?? 0)
    }

    /// The parts of a block that belong to an excerpt, as ranges of the block.
    func pieces(of block: Range<Int>) -> [Range<Int>] {
        ranges.compactMap { range in
            let common = range.clamped(to: block)
            guard !common.isEmpty else { return nil }
            return common.lowerBound - block.lowerBound..<common.upperBound - block.lowerBound
        }
    }
}
