import Foundation

/// Why an index file cannot be used. None of these loses anything: the index is rebuilt from the library.
public enum IndexFileError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing
    /// Truncated, changed on the disk, or not an index file.
    case damaged(String)
    /// Written by another version of the program.
    case version(found: UInt32, known: UInt32)
    /// Of another state of the library.
    case stale
    case system(String, code: Int32)

    public var description: String {
        switch self {
        case .missing: "there is no index file yet"
        case .damaged(let reason): "the index file is damaged: \(reason)"
        case .version(let found, let known): "the index file is of version \(found); this program reads \(known)"
        case .stale: "the index file is of another state of the library"
        case .system(let what, let code): "\(what): \(unsafe String(cString: strerror(code)))"
        }
    }
}
