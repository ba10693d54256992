import HummingbirdCore
import Logging

/// Stops accepting before descriptors run out, so that the open streams, the library and the database keep theirs. Whoever
/// connects meanwhile waits in the kernel's queue and is served as soon as somebody leaves.
struct ConnectionCeiling: AvailableConnectionsDelegate {
    /// Descriptors kept for everything that is not a connection, and for those accepted in one go.
    private static let reserve = 96

    let ceiling: Int
    private let logger: Logger
    private var open = 0
    private var hasTold = false

    /// - Parameter descriptors: how many this process may hold open.
    init(descriptors: Int, logger: Logger) {
        ceiling = max(descriptors - Self.reserve, 16)
        self.logger = logger
    }

    mutating func connectionOpened() {
        open += 1
        guard open >= ceiling, !hasTold else { return }
        hasTold = true
        logger.error(
            "no more connections are accepted until some close; raise the limit of open files for more",
            metadata: ["open": "\(open)"])
    }

    mutating func connectionClosed() {
        open -= 1
        // Once per shortage, not once per connection around the mark.
        if open < ceiling * 9 / 10 { hasTold = false }
    }

    func isAcceptingNewConnections() -> Bool { open < ceiling }
}
