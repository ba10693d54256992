/// The names under which a machine means itself.
package enum LoopbackName {
    /// Whether a host name or address, without a port, is loopback.
    package static func matches(host: some StringProtocol) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether a `Host` header, with or without a port, is loopback.
    package static func matches(authority: some StringProtocol) -> Bool {
        let text = Substring(authority)
        let host: Substring
        let rest: Substring
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[...end]
            rest = text[text.index(after: end)...]
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            (host, rest) = (text[..<end], text[end...])
        }
        let isPort = rest.isEmpty || (rest.first == ":" && UInt16(rest.dropFirst()) != nil)
        return isPort && matches(host: host)
    }

    /// Whether an `Origin` header names a page of this machine.
    package static func matches(origin: some StringProtocol) -> Bool {
        let text = Substring(origin)
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            return matches(authority: text.dropFirst(scheme.count))
        }
        return false
    }
}
