public import Access

/// Whom the service lets in, and from which pages.
public struct Gate: Sendable {
    let authority: TokenAuthority
    /// Whether callers must bring a token; if not, everyone on this machine may do everything.
    let asksForTokens: Bool
    let origins: OriginList

    public init(authority: TokenAuthority, asksForTokens: Bool, origins: OriginList = OriginList()) {
        self.authority = authority
        self.asksForTokens = asksForTokens
        self.origins = origins
    }

    /// For a service on its owner's own machine.
    public static func local(origins: OriginList = OriginList()) async throws(KeyError) -> Gate {
        Gate(authority: try await TokenAuthority(secret: nil), asksForTokens: false, origins: origins)
    }
}
