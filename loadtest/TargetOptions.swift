import ArgumentParser
import Foundation

/// Where the server is: shared by all scenarios.
struct TargetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server's address.", valueName: "http://host:port"))
    var url = "http://127.0.0.1:8080"

    @Flag(help: "Allow a target that is not this machine. Load only what is yours.")
    var allowRemote = false

    func validate() throws { _ = try target() }

    func target() throws -> Target { try target(url) }

    /// The origin of an address that may be loaded.
    func target(_ url: String) throws -> Target {
        let target = try Self.origin(of: url)
        guard allowRemote || target.isLoopback else {
            throw ValidationError(
                "\(target.host) is not this machine; add --allow-remote if you may load that server.")
        }
        return target
    }

    private static func origin(of url: String) throws -> Target {
        guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host, !host.isEmpty
        else {
            throw ValidationError("'\(url)' is not of the form http://host:port")
        }
        guard parts.path.isEmpty || parts.path == "/", parts.query == nil, parts.user == nil else {
            throw ValidationError("'\(url)' must be an origin: http://host:port without path, query or user")
        }
        return Target(host: host.trimmingCharacters(in: ["[", "]"]), port: parts.port ?? 80)
    }
}

/// A server's origin.
struct Target: Sendable, Hashable {
    var host: String
    var port: Int

    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// `localhost`, 127.0.0.0/8 and ::1. Any other name may lead elsewhere.
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return octets.count == 4 && octets.allSatisfy { $0 != nil } && octets[0] == 127
    }
}
