import NIOCore
import NIOPosix

/// The kernel's share of a stream: how little it may hold back for a slow client, and how soon it gives one up.
enum StreamSocket {
    /// Unsent bytes the kernel keeps for one stream; more would be stale frames nobody can take back.
    static let unsentBytes: Int = 16 << 10
    /// Milliseconds without progress, in sending or in acknowledgement, after which the connection is closed. It covers a
    /// frozen client (zero window) and a vanished one alike.
    static let giveUpMilliseconds: Int = 10_000

    /// Applies both; a socket that does not know an option keeps its default.
    static func tune(_ channel: any Channel) {
        #if os(Linux)
        channel.setOption(option(25), value: unsentBytes).whenFailure { _ in }
        channel.setOption(option(18), value: giveUpMilliseconds).whenFailure { _ in }
        #endif
    }

    /// `TCP_NOTSENT_LOWAT` is 25 and `TCP_USER_TIMEOUT` is 18 in Linux's `tcp.h`; Glibc's module exports neither.
    private static func option(_ name: CInt) -> ChannelOptions.Types.SocketOption {
        ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: name))
    }
}
