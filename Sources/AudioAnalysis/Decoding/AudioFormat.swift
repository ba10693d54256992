/// What the container says of its audio.
public struct AudioFormat: Hashable, Sendable {
    /// Frames per second.
    public let sampleRate: Int
    public let channels: Int
    /// Frames the header promises.
    public internal(set) var frames: Int
    public let container: Container

    public init(sampleRate: Int, channels: Int, frames: Int, container: Container) {
        self.sampleRate = sampleRate
        self.channels = channels
        self.frames = frames
        self.container = container
    }

    public var durationSeconds: Double { Double(frames) / Double(sampleRate) }

    /// Rates that can be analysed, in Hz.
    public static let supportedRates = 2_000...768_000
    public static let supportedChannels = 1...64
    /// A header that promises more is damaged: sixteen days at the highest rate.
    static let mostFrames = 1 << 40

    /// Families of container, as far as anything depends on them.
    public enum Container: Hashable, Sendable {
        /// RIFF WAVE with 8–32-bit integer or float samples, which browsers play.
        case wav
        case flac, ogg, mp3
        case aiff
        case other

        /// The media type a browser plays as it is, or `nil` when ``WAVTranscoder`` must be used.
        public var browserMediaType: String? {
            switch self {
            case .wav: "audio/wav"
            case .flac: "audio/flac"
            case .ogg: "audio/ogg"
            case .mp3: "audio/mpeg"
            case .aiff, .other: nil
            }
        }
    }
}
