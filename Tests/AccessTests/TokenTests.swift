import Access
import Foundation
import JWTKit
import Testing

/// A secret of the shortest length.
private let secret = Array("0123456789abcdef0123456789abcdef".utf8)
private let now = 1_700_000_000.0

@Suite("Tokens and tickets")
struct TokenTests {
    @Test("a token that was made here is taken until the second it expires")
    func roundTrip() async throws {
        let authority = try await TokenAuthority(secret: secret)
        let token = try await authority.token(for: "ana", scopes: [.read, .write], at: now, lifetime: 60)
        let principal = try await authority.principal(ofToken: token, at: now)
        #expect(principal == Principal(subject: "ana", scopes: [.read, .write], expiresAt: now + 60))
        // Once more: this time from what is remembered.
        #expect(try await authority.principal(ofToken: token, at: now + 59.9) == principal)
        await #expect(throws: TokenError.expired) { try await authority.principal(ofToken: token, at: now + 60) }
    }

    @Test("one changed character anywhere makes a token worthless", arguments: 0..<3)
    func tampered(part: Int) async throws {
        let authority = try await TokenAuthority(secret: secret)
        let token = try await authority.token(for: "ana", scopes: [.read], at: now, lifetime: 60)
        var parts = token.split(separator: ".").map(String.init)
        let place = parts[part].index(parts[part].startIndex, offsetBy: 5)
        parts[part].replaceSubrange(place...place, with: parts[part][place] == "x" ? "y" : "x")
        await #expect(throws: TokenError.self) {
            try await authority.principal(ofToken: parts.joined(separator: "."), at: now)
        }
    }

    @Test("what is not a token is called malformed", arguments: ["", "a", "a.b", "a.b.c", "....", "\u{0}.\n.é", ".."])
    func malformed(text: String) async throws {
        let authority = try await TokenAuthority(secret: secret)
        await #expect(throws: TokenError.malformed) { try await authority.principal(ofToken: text, at: now) }
    }

    @Test("a token without a signature is not taken, whatever its header says")
    func unsigned() async throws {
        func part(_ json: String) -> String {
            Data(json.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-")
                .replacing("/", with: "_")
        }
        let authority = try await TokenAuthority(secret: secret)
        let token = part(#"{"alg":"none","typ":"JWT"}"#) + "." + part(#"{"sub":"ana","exp":1900000000}"#) + "."
        await #expect(throws: TokenError.malformed) { try await authority.principal(ofToken: token, at: now) }
        await #expect(throws: TokenError.unverified) { try await authority.principal(ofToken: token + "AA", at: now) }
    }

    private func signed(_ claims: some JWTPayload) async throws -> String {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        return try await keys.sign(claims)
    }

    private struct Loose: JWTPayload {
        var sub: String?
        var exp: Double?
        var nbf: Double?
        var iss: String?
        var aud: [String]?
        var scope: String?
        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    @Test("expiry and subject are asked for, and a token of tomorrow is refused")
    func claims() async throws {
        let authority = try await TokenAuthority(secret: secret)
        let cases: [(Loose, TokenError)] = [
            (Loose(sub: "ana"), .noExpiry),
            (Loose(exp: now + 60), .noSubject),
            (Loose(sub: "", exp: now + 60), .noSubject),
            (Loose(sub: "a\nb", exp: now + 60), .noSubject),
            (Loose(sub: String(repeating: "é", count: 65), exp: now + 60), .noSubject),
            (Loose(sub: "ana", exp: now + 60, nbf: now + 1), .premature),
            (Loose(sub: "ana", exp: now - 1), .expired),
        ]
        for (claims, error) in cases {
            let token = try await signed(claims)
            await #expect(throws: error) { try await authority.principal(ofToken: token, at: now) }
        }
    }

    @Test("issuer and audience are compared when they are configured")
    func issuerAndAudience() async throws {
        let authority = try await TokenAuthority(secret: secret, issuer: "here", audience: "attune")
        let good = Loose(sub: "ana", exp: now + 60, iss: "here", aud: ["other", "attune"], scope: "read other admin")
        #expect(try await authority.principal(ofToken: signed(good), at: now).scopes == [.read, .admin])
        var stranger = good
        stranger.iss = nil
        let fromNobody = try await signed(stranger)
        await #expect(throws: TokenError.otherIssuer) { try await authority.principal(ofToken: fromNobody, at: now) }
        var elsewhere = good
        elsewhere.aud = ["other"]
        let forOthers = try await signed(elsewhere)
        await #expect(throws: TokenError.otherAudience) { try await authority.principal(ofToken: forOthers, at: now) }
        // Its own tokens carry both.
        let own = try await authority.token(for: "ana", scopes: [], at: now, lifetime: 1)
        #expect(try await authority.principal(ofToken: own, at: now).scopes == [])
    }

    @Test("a short secret is refused")
    func shortSecret() async {
        await #expect(throws: KeyError.shortSecret(bytes: 31)) {
            try await TokenAuthority(secret: Array(secret.dropLast()))
        }
    }
}

@Suite("Tickets")
struct TicketTests {
    @Test("a ticket reads its sessions for a quarter of an hour, and is no token; a token is no ticket")
    func ticket() async throws {
        let authority = try await TokenAuthority(secret: secret)
        let holder = Principal(subject: "ana", scopes: [.read, .write, .admin], expiresAt: now + 86_400)
        let (ticket, expiry) = try await authority.ticket(for: holder, sessions: ["a", "b"], at: now)
        #expect(expiry == now + 900)
        let principal = try await authority.principal(ofTicket: ticket, at: now + 899)
        #expect(
            principal
                == Principal(
                    subject: "ana", scopes: [.read], sessions: ["a", "b"], expiresAt: expiry, ticketMadeAt: now))
        await #expect(throws: TokenError.expired) { try await authority.principal(ofTicket: ticket, at: expiry) }
        await #expect(throws: TokenError.unverified) { try await authority.principal(ofToken: ticket, at: now) }
        let token = try await authority.token(for: "ana", scopes: [.read], at: now, lifetime: 60)
        await #expect(throws: TokenError.unverified) { try await authority.principal(ofTicket: token, at: now) }
    }

    @Test("a ticket never outlives the token it was made with, and * opens every session")
    func shorter() async throws {
        let authority = try await TokenAuthority(secret: secret)
        let holder = Principal(subject: "ana", scopes: [.read], expiresAt: now + 10)
        let (ticket, expiry) = try await authority.ticket(for: holder, sessions: ["*"], at: now)
        #expect(expiry == now + 10)
        #expect(try await authority.principal(ofTicket: ticket, at: now).sessions == nil)
    }

    @Test("nodes with one secret take each other's tickets; without one, no other node's")
    func acrossNodes() async throws {
        let (a, b) = (try await TokenAuthority(secret: secret), try await TokenAuthority(secret: secret))
        let ticket = try await a.ticket(for: .local, sessions: ["a"], at: now).ticket
        #expect(try await b.principal(ofTicket: ticket, at: now).sessions == ["a"])
        let alone = try await TokenAuthority(secret: nil)
        await #expect(throws: TokenError.unverified) { try await alone.principal(ofTicket: ticket, at: now) }
    }
}
