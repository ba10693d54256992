import JWTKit

/// What Attune reads in a token, and writes into its own.
struct Claims: JWTPayload {
    var sub: String?
    /// Seconds since 1970, as all times of RFC 7519.
    var exp: Double?
    var nbf: Double?
    var iat: Double?
    var iss: String?
    var aud: AudienceClaim?
    var scope: String?
    /// Of a ticket: the sessions it opens, or `*`.
    var sessions: [String]?

    /// Times and names are checked by ``TokenAuthority``, which knows the time and the settings; the signature was checked
    /// before this is called.
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}
