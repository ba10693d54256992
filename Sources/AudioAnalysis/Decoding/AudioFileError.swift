/// Why a file cannot be listened to. ``reason`` is the sentence a person reads.
public enum AudioFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing is at this path.
    case missing
    /// The system refused to open or read it, in the system's words.
    case unreadable(String)
    /// A folder, FIFO, socket or device.
    case notRegularFile
    /// Zero bytes.
    case empty
    /// A sound container without a single frame.
    case noAudio
    /// The bytes are of no known sound format, whatever the name says.
    case notAudio
    /// A known format whose contents cannot be decoded, in the decoder's words.
    case corrupt(String)
    /// The header promises more frames than the file holds.
    case truncated(frames: Int, promised: Int)
    /// Outside ``AudioFormat/supportedRates``.
    case unsupportedRate(Int)
    /// Outside ``AudioFormat/supportedChannels``.
    case unsupportedChannels(Int)
    /// A NaN or infinite sample at this frame.
    case notFinite(frame: Int)

    /// One sentence, without the file's name: what is wrong and, where there is one, what to do.
    public var reason: String {
        switch self {
        case .missing: "the file does not exist"
        case .unreadable(let words): "the file cannot be read: \(words)"
        case .notRegularFile: "not a regular file"
        case .empty: "the file is empty (0 bytes)"
        case .noAudio: "the file holds no audio (0 frames)"
        case .notAudio: "not audio, or a format that is not known; the name may be wrong"
        case .corrupt(let words): "the audio is damaged: \(words)"
        case .truncated(let frames, let promised):
            "the file ends early: \(frames) of \(promised) frames are there; copy it again"
        case .unsupportedRate(let rate):
            "a sample rate of \(rate) Hz is outside \(AudioFormat.supportedRates.lowerBound)…"
                + "\(AudioFormat.supportedRates.upperBound) Hz"
        case .unsupportedChannels(let channels):
            "\(channels) channels are outside 1…\(AudioFormat.supportedChannels.upperBound)"
        case .notFinite(let frame): "the samples are not numbers (NaN or infinite at frame \(frame)); export it again"
        }
    }

    public var description: String { reason }
}
