import NIOCore
import Streaming

/// The connection of one open stream, at one moment.
struct StreamConnection: Sendable {
    var key: SubscriberKey
    var peer: String
    /// Bytes that the kernel has not taken yet.
    var pendingBytes: Int
    /// For how long it has taken nothing of an unfinished write.
    var stalled: TimeAmount
}

extension StreamLoop {
    /// Every stream of this loop. From anywhere; the answer comes from the event loop.
    func connections() async throws -> [StreamConnection] {
        try await eventLoop.submit { self.everyConnection() }.get()
    }
}

extension StreamWriter {
    /// On the event loop; `nil` once the connection is gone.
    func connection(_ key: SubscriberKey) -> StreamConnection? {
        guard let channel = context?.channel else { return nil }
        return StreamConnection(
            key: key, peer: channel.remoteAddress.map(Self.text) ?? "", pendingBytes: pendingBytes,
            stalled: stall.map { NIODeadline.now() - $0.since } ?? .zero)
    }

    private static func text(_ address: SocketAddress) -> String {
        "\(address.ipAddress ?? "")\(address.port.map { ":\($0)" } ?? "")"
    }
}
