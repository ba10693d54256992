import NIOCore
import NIOPosix

/// The kernel's and NIO's share of a stream: how little they may hold back for a slow client, and how soon the kernel gives one
/// up.
enum StreamSocket {
    /// Unsent bytes the kernel keeps for one stream; more would be stale frames nobody can take back.
    static let unsentBytes: Int = 16 << 10
    /// Milliseconds without an acknowledgement after which the connection is closed: a client that has vanished.
    static let giveUpMilliseconds: Int = 30_000

    /// Applies them; a socket that does not know an option keeps its default. On the channel's event loop.
    static func tune(_ channel: any Channel) throws {
        guard let options = channel.syncOptions else { return }
        // Writable means that the last write is out, to its last byte.
        try options.setOption(.writeBufferWaterMark, value: .init(low: 1, high: 1))
        #if os(Linux)
        try? options.setOption(option(25), value: .init(unsentBytes))
        try? options.setOption(option(18), value: .init(giveUpMilliseconds))
        #endif
    }

    /// `TCP_NOTSENT_LOWAT` is 25 and `TCP_USER_TIMEOUT` is 18 in Linux's `tcp.h`; Glibc's module exports neither.
    private static func option(_ name: CInt) -> ChannelOptions.Types.SocketOption {
        ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: name))
    }
}
