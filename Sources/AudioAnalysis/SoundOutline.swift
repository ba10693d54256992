/// The curves behind an analysis, for drawing: what starts when, where beats fall, and which notes sound.
public struct SoundOutline: Sendable {
    /// Seconds covered: the whole sound, or of a long one the excerpts that are analysed, laid end to end.
    public let seconds: Double
    public let isWhole: Bool
    /// Mean rise of the mel bands in dB, one value per frame.
    public let onsetStrength: [Float]
    public let framesPerSecond: Double
    /// Seconds at which something starts.
    public let onsets: [Double]
    /// Seconds at which the first beat is taken to fall.
    public let firstBeat: Double
    /// C…B, sum 1, or all zero when nothing is pitched.
    public let chroma: [Double]

    /// Listens to the file at `path`.
    public init(path: String) throws(AudioFileError) {
        let listening = try Listening(path: path)
        let spectrogram = Spectrogram(listening.signal)
        let onset = OnsetStrength(spectrogram, wraps: listening.isWhole)
        let peaks = TonalPeaks(listening.signal)
        seconds = Double(listening.signal.count) / Double(Listening.rate)
        isWhole = listening.isWhole
        onsetStrength = onset.values
        framesPerSecond = Spectrogram.frameRate
        onsets = onset.onsets.map { Double($0) / Spectrogram.frameRate }
        firstBeat = TempoSound.firstBeat(onset) / Spectrogram.frameRate
        chroma = Chroma(peaks, in: peaks.moments.indices, tuning: Tuning(peaks)).values
    }
}
