/// Why an import cannot start.
public enum ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    /// The folder to import cannot be listed.
    case unreadable(path: String, reason: String)
    /// The argument is a file that is not a sound.
    case notAudio(path: String)

    public var description: String {
        switch self {
        case .missing(let path): "\(path) does not exist; give a folder of samples"
        case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
        case .notAudio(let path): "\(path) is neither a folder nor a sound file"
        }
    }
}
