import Crypto
import Foundation
import JWTKit

/// Checks the tokens callers bring, and makes tickets: JSON Web Tokens (RFC 7519) signed with a shared secret (HS256) or
/// with a key of a set (RFC 7517: ES256, ES384, ES512, EdDSA, RS256 …).
///
/// Tickets are signed with a key of their own, so that neither a ticket passes for a token nor a token for a ticket.
public struct TokenAuthority: Sendable {
    /// Bytes a secret has at least.
    public static let secretMinimum = 32
    /// The end of the year 9999, beyond which no date can be written.
    static let lastMoment = 253_402_300_799.0
    /// Longest token looked at, bytes.
    static let tokenLimit = 8192

    let callers: JWTKeyCollection
    let tickets: JWTKeyCollection
    let hasSecret: Bool
    let issuer: String?
    let audience: String?
    private let verified = VerifiedTokens(capacity: 4096)
    private let verifiedTickets = VerifiedTokens(capacity: 4096)

    /// - Parameters:
    ///   - secret: signs and checks HS256; nodes that share it take each other's tickets. `nil` with `keySet` alone.
    ///   - keySet: the text of a JSON Web Key Set. Every key names its `kid` and `alg`.
    ///   - issuer: the `iss` a token must have, if any is asked for.
    ///   - audience: what `aud` must contain, if anything is asked for.
    public init(
        secret: [UInt8]?, keySet: String? = nil, issuer: String? = nil, audience: String? = nil
    ) async throws(KeyError) {
        if let secret, secret.count < Self.secretMinimum { throw .shortSecret(bytes: secret.count) }
        callers = JWTKeyCollection()
        tickets = JWTKeyCollection()
        hasSecret = secret != nil
        self.issuer = issuer
        self.audience = audience
        if let secret { await callers.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256) }
        if let keySet { try await Self.add(keySet, to: callers) }
        let master = secret.map { SymmetricKey(data: $0) } ?? SymmetricKey(size: .bits256)
        let ticketKey = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, info: Data("attune stream ticket".utf8), outputByteCount: 32)
        await tickets.add(hmac: HMACKey(key: ticketKey), digestAlgorithm: .sha256)
    }

    /// Who brings a token.
    /// - Parameter now: seconds since 1970.
    public func principal(ofToken token: String, at now: Double) async throws(TokenError) -> Principal {
        if let known = verified[token] { return try Self.current(known, at: now) }
        let claims = try await claims(of: token, signedBy: callers)
        if let issuer, claims.iss != issuer { throw .otherIssuer }
        if let audience, claims.aud?.value.contains(audience) != true { throw .otherAudience }
        if let start = claims.nbf, now < start { throw .premature }
        let principal = try Self.principal(claims, scopes: Scope.set(claims.scope ?? ""), sessions: nil)
        verified.remember(principal, of: token)
        return try Self.current(principal, at: now)
    }

    /// Who brings a ticket: may read, and only the ticket's sessions.
    public func principal(ofTicket ticket: String, at now: Double) async throws(TokenError) -> Principal {
        if let known = verifiedTickets[ticket] { return try Self.current(known, at: now) }
        let claims = try await claims(of: ticket, signedBy: tickets)
        let sessions = claims.sessions ?? []
        var principal = try Self.principal(
            claims, scopes: [.read], sessions: sessions.contains("*") ? nil : Set(sessions))
        principal.ticketMadeAt = claims.iat ?? 0
        verifiedTickets.remember(principal, of: ticket)
        return try Self.current(principal, at: now)
    }

    private func claims(of token: String, signedBy keys: JWTKeyCollection) async throws(TokenError) -> Claims {
        guard token.utf8.count <= Self.tokenLimit, token.split(separator: ".").count == 3 else { throw .malformed }
        do {
            return try await keys.verify(token, as: Claims.self, iteratingKeys: true)
        } catch let error as JWTError where error.errorType == .signatureVerificationFailed {
            throw .unverified
        } catch let error as JWTError where error.errorType == .malformedToken {
            throw .malformed
        } catch is DecodingError {
            throw .malformed
        } catch {
            // A key that cannot be made for the algorithm the token claims.
            throw .unverified
        }
    }

    private static func principal(
        _ claims: Claims, scopes: Set<Scope>, sessions: Set<String>?
    ) throws(TokenError) -> Principal {
        guard let expiry = claims.exp, expiry.isFinite else { throw .noExpiry }
        guard let subject = claims.sub, Principal.isSubject(subject) else { throw .noSubject }
        return Principal(
            subject: subject, scopes: scopes, sessions: sessions, expiresAt: min(max(expiry, 0), lastMoment))
    }

    private static func current(_ principal: Principal, at now: Double) throws(TokenError) -> Principal {
        if let expiry = principal.expiresAt, now >= expiry { throw .expired }
        return principal
    }

    private static func add(_ keySet: String, to keys: JWTKeyCollection) async throws(KeyError) {
        let set: JWKS
        do {
            set = try JSONDecoder().decode(JWKS.self, from: Data(keySet.utf8))
        } catch {
            throw .notKeys("\(error)")
        }
        guard !set.keys.isEmpty else { throw .notKeys("it has no keys.") }
        for (place, key) in set.keys.enumerated() {
            guard key.keyIdentifier != nil, key.algorithm != nil else {
                throw .unusableKey("Key \(place + 1) of the set lacks kid or alg; both are needed.")
            }
            do {
                try await keys.add(jwk: key)
            } catch {
                throw .unusableKey("Key \(place + 1) of the set cannot be used: \(error)")
            }
        }
    }
}
