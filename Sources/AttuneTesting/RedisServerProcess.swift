public import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A real `redis-server` of one test: on loopback, or where a test says, and on a Unix socket, in a temporary folder, without persistence.
///
/// It is killed and its folder removed when the last reference goes.
public final class RedisServerProcess: Sendable {
    /// Why there is no server.
    public struct Unavailable: Error, CustomStringConvertible {
        public let description: String
    }

    public let host: String
    public let port: Int
    /// Holds the socket, the log and, with persistence, the data.
    public let folder: URL
    private let words: [String]
    private let process = Mutex<Process?>(nil)

    /// Starts a server and returns when it answers `PING`.
    ///
    /// - Parameters:
    ///   - arguments: More of the server's command line, such as `["--requirepass", "secret"]`.
    ///   - host: The IPv4 address it listens on.
    ///   - wrapper: A command that runs the server, such as `["ip", "netns", "exec", "far"]`.
    public init(arguments: [String] = [], host: String = "127.0.0.1", within wrapper: [String] = []) throws {
        self.host = host
        folder = FileManager.default.temporaryDirectory.appending(path: "attune-redis-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try Self.freePort()
        words =
            wrapper + ["redis-server", "--bind", host, "--port", String(port), "--dir", folder.path]
            + ["--unixsocket", folder.appending(path: "s").path, "--logfile", folder.appending(path: "log").path]
            + ["--save", "", "--appendonly", "no"] + arguments
        try start()
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: folder)
    }

    public var url: String { "redis://\(host):\(port)" }
    public var unixURL: String { "redis+unix://\(folder.appending(path: "s").path)" }

    /// Starts the server again where it was, after ``kill()``.
    public func start() throws {
        let server = Process()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        server.arguments = words
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        server.standardInput = FileHandle.nullDevice
        try server.run()
        process.withLock { $0 = server }
        let deadline = ContinuousClock.now + .seconds(20)
        while !answersPing() {
            guard server.isRunning, ContinuousClock.now < deadline else {
                let log = try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)
                throw Unavailable(description: "redis-server did not start: \(log?.suffix(400) ?? "no log")")
            }
        }
    }

    /// `kill -9`; returns when the process is gone.
    public func kill() {
        process.withLock { process in
            guard let server = process else { return }
            signal(SIGKILL, to: server)
            server.waitUntilExit()
            process = nil
        }
    }

    /// `SIGSTOP`: the sockets stay open and nothing answers.
    public func freeze() { process.withLock { $0.map { signal(SIGSTOP, to: $0) } } }

    /// `SIGCONT`.
    public func thaw() { process.withLock { $0.map { signal(SIGCONT, to: $0) } } }

    private func signal(_ signal: Int32, to server: Process) {
        _ = Glibc.kill(server.processIdentifier, signal)
    }

    // MARK: A client of two lines, so that a test's checks do not rest on what it checks

    /// Sends one command and returns the raw reply (RESP2), at most 64 KiB of it.
    public func command(_ parts: String...) throws -> String { try command(parts) }

    public func command(_ parts: [String]) throws -> String {
        guard let reply = exchange(parts) else { throw Unavailable(description: "redis-server does not answer") }
        return reply
    }

    /// A server with a password answers too, with an error; one that is still reading its data is not ready.
    private func answersPing() -> Bool {
        guard let reply = exchange(["PING"]) else { return false }
        return reply.hasPrefix("+PONG") || reply.hasPrefix("-NOAUTH")
    }

    /// Connects for one exchange. A refused connection costs 10 ms, so that polling does not spin.
    private func exchange(_ parts: [String]) -> String? {
        let request = "*\(parts.count)\r\n" + parts.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
        let socket = Self.newSocket()
        defer { close(socket) }
        var address = Self.address(host, port: port)
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            usleep(10_000)
            return nil
        }
        let bytes = Array(request.utf8)
        guard unsafe send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { return nil }
        var reply = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(socket, &reply, reply.count, 0)
        return count > 0 ? String(decoding: reply.prefix(count), as: UTF8.self) : nil
    }

    /// A port of loopback that nobody listens on now.
    public static func freePort() throws -> Int {
        let socket = newSocket()
        defer { close(socket) }
        var address = address("127.0.0.1", port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, size) == 0 ? getsockname(socket, $0, &size) : -1
            }
        }
        guard status == 0 else { throw Unavailable(description: "no free port on loopback") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func newSocket() -> Int32 { socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }

    private static func address(_ host: String, port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = unsafe inet_addr(host)
        return address
    }
}
