import Foundation

/// A refusal of the operating system, in its own words.
struct SystemError: Error, Hashable {
    let code: Int32

    /// The error of the call that failed just now.
    static var last: SystemError { SystemError(code: errno) }

    /// Whether it says that nothing is there.
    var isAbsence: Bool { code == ENOENT || code == ENOTDIR }

    var words: String { unsafe String(cString: strerror(code)) }
}
