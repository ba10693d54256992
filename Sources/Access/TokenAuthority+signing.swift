import JWTKit

extension TokenAuthority {
    /// Seconds a ticket lasts at most.
    public static let ticketLifetime = 900.0

    /// A token for a caller, signed with the secret.
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - lifetime: seconds.
    public func token(
        for subject: String, scopes: Set<Scope>, at now: Double, lifetime: Double
    ) async throws(KeyError) -> String {
        guard hasSecret else { throw .noSecret }
        return try await sign(
            Claims(
                sub: subject, exp: (now + lifetime).rounded(.down), iat: now.rounded(.down), iss: issuer,
                aud: audience.map { AudienceClaim(value: [$0]) }, scope: Scope.claim(scopes)),
            with: callers)
    }

    /// A ticket for an address: 15 minutes, or as long as its holder's own token when that is shorter; read-only, for the
    /// named sessions (`*` for all). A caller nobody asked for a name is called `local`.
    public func ticket(
        for holder: Principal, sessions: Set<String>, at now: Double
    ) async throws(KeyError) -> (ticket: String, expiresAt: Double) {
        let expiry = min(now + Self.ticketLifetime, holder.expiresAt ?? .infinity).rounded(.down)
        let claims = Claims(
            sub: holder.subject ?? "local", exp: expiry, iat: now, scope: Scope.read.rawValue,
            sessions: sessions.sorted())
        return (try await sign(claims, with: tickets), expiry)
    }

    private func sign(_ claims: Claims, with keys: JWTKeyCollection) async throws(KeyError) -> String {
        do {
            return try await keys.sign(claims)
        } catch {
            throw .unusableKey("The token could not be signed: \(error)")
        }
    }
}
