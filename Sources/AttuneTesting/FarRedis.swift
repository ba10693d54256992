import Foundation

/// A `redis-server` at the far end of a wire, in a network namespace of its own: packets can be lost there without either
/// end being told. Needs the rights of root and iproute2.
public final class FarRedis: Sendable {
    public let server: RedisServerProcess
    private let namespace: String
    /// The server's address, as `ip addr` takes it.
    private let address: String

    /// Whether this machine lets us make namespaces.
    public static let isPossible: Bool = {
        let name = "attune-try-\(ProcessInfo.processInfo.processIdentifier)"
        return ip("netns add \(name)") && ip("netns del \(name)")
    }()

    public init() throws {
        let process = ProcessInfo.processInfo.processIdentifier
        namespace = "attune-\(process)"
        let network = "10.213.\(process % 250)"
        let (near, far) = ("atn\(process)", "atf\(process)")
        address = "\(network).2/24 dev \(far)"
        for command in [
            "netns add \(namespace)", "link add \(near) type veth peer name \(far) netns \(namespace)",
            "addr add \(network).1/24 dev \(near)", "link set \(near) up",
            "-n \(namespace) addr add \(address)", "-n \(namespace) link set \(far) up",
        ] where !Self.ip(command) {
            throw RedisServerProcess.Unavailable(description: "ip \(command) failed")
        }
        server = try RedisServerProcess(
            arguments: ["--protected-mode", "no"], host: "\(network).2", within: ["ip", "netns", "exec", namespace])
    }

    deinit {
        server.kill()
        _ = Self.ip("netns del \(namespace)")
    }

    /// From now on every packet to the server is lost: nobody has its address, and nobody says so.
    public func losePackets() { _ = Self.ip("-n \(namespace) addr del \(address)") }

    public func deliverPackets() { _ = Self.ip("-n \(namespace) addr add \(address)") }

    private static func ip(_ command: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["ip"] + command.split(separator: " ").map(String.init)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
