/// The pages of other origins that may talk to the service (`cors-origins`).
public struct OriginList: Hashable, Sendable {
    private let origins: Set<String>

    /// - Parameter origins: as a browser writes them, `https://studio.example` or `http://localhost:5173`.
    public init(_ origins: [String] = []) { self.origins = Set(origins.map { $0.lowercased() }) }

    package func contains(_ origin: String) -> Bool { origins.contains(origin.lowercased()) }

    /// Whether a page of this origin is the service's own, asked for under the `Host` it was reached by. The scheme is left
    /// out: behind a proxy that speaks TLS the service does not know its own.
    package static func isOwn(_ origin: String, authority: String?) -> Bool {
        guard let authority, let scheme = ["http://", "https://"].first(where: origin.hasPrefix) else { return false }
        return origin.dropFirst(scheme.count).lowercased() == authority.lowercased()
    }
}
