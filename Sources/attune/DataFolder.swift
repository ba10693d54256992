import Foundation

/// The folder of the library, as far as it can be looked into.
enum DataFolder {
    static let nextStep = "Make it yours, or name another with --data-dir or ATTUNE_DATA_DIR."

    /// Whether permissions keep us out: what is in such a folder seems not to be there.
    static func isShut(_ folder: String) -> Bool {
        unsafe access(folder, R_OK | X_OK) != 0 && errno == EACCES
    }

    static func requireOpen(_ folder: String) throws(Failure) {
        guard isShut(folder) else { return }
        throw Failure(.unavailable, "The data folder \(folder) cannot be read.", next: nextStep)
    }
}
