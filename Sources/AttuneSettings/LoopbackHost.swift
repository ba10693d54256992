/// Addresses that only this machine can reach.
enum LoopbackHost {
    /// Whether `host` is `localhost`, `::1` or an address in 127.0.0.0/8 (RFC 1122 §3.2.1.3, RFC 6761 §6.3).
    static func contains(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets.first == "127" && octets.allSatisfy { UInt8($0) != nil }
    }
}
