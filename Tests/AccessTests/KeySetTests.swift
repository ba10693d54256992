import Access
import Foundation
import JWTKit
import Testing

private let now = 1_700_000_000.0

private struct Caller: JWTPayload {
    var sub = "ana"
    var exp = now + 60
    var scope = "read"
    func verify(using algorithm: some JWTAlgorithm) async throws {}
}

@Suite("Key sets")
struct KeySetTests {
    /// A fresh pair of each kind: its private half in a collection, its public half as a member of a set.
    private func pairs() async throws -> (keys: JWTKeyCollection, set: String) {
        let keys = JWTKeyCollection()
        let curve = ES256PrivateKey()
        let edwards = try EdDSA.PrivateKey(curve: .ed25519)
        await keys.add(ecdsa: curve, kid: "p")
        await keys.add(eddsa: edwards, kid: "ed")
        let point = try #require(curve.parameters)
        func url(_ text: String) -> String {
            text.replacing("=", with: "").replacing("+", with: "-").replacing("/", with: "_")
        }
        let edPublic = edwards.publicKey.rawRepresentation.base64EncodedString()
        let set = """
            {"keys": [
              {"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "p", "x": "\(url(point.x))", "y": "\(url(point.y))"},
              {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": "ed", "x": "\(url(edPublic))"}
            ]}
            """
        return (keys, set)
    }

    @Test("tokens signed with ES256 and EdDSA are taken by the set's public keys", arguments: ["p", "ed"])
    func verified(kid: String) async throws {
        let (keys, set) = try await pairs()
        let authority = try await TokenAuthority(secret: nil, keySet: set)
        let token = try await keys.sign(Caller(), kid: JWKIdentifier(string: kid))
        #expect(try await authority.principal(ofToken: token, at: now).subject == "ana")
    }

    @Test("a token of another pair is not taken under the same kid")
    func stranger() async throws {
        let (_, set) = try await pairs()
        let (others, _) = try await pairs()
        let authority = try await TokenAuthority(secret: nil, keySet: set)
        let token = try await others.sign(Caller(), kid: "p")
        await #expect(throws: TokenError.unverified) { try await authority.principal(ofToken: token, at: now) }
    }

    @Test("public keys alone make no tokens, but tickets")
    func noSecret() async throws {
        let (_, set) = try await pairs()
        let authority = try await TokenAuthority(secret: nil, keySet: set)
        await #expect(throws: KeyError.noSecret) {
            try await authority.token(for: "ana", scopes: [.read], at: now, lifetime: 60)
        }
        let ticket = try await authority.ticket(for: .local, sessions: ["a"], at: now).ticket
        #expect(try await authority.principal(ofTicket: ticket, at: now).subject == "local")
    }

    @Test(
        "a set that cannot be used is refused",
        arguments: [
            "", "{}", #"{"keys": []}"#, "not json",
            #"{"keys": [{"kty": "EC", "crv": "P-256", "kid": "p", "x": "AA", "y": "AA"}]}"#,
            #"{"keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "p", "x": "AA", "y": "AA"}]}"#,
        ])
    func refused(set: String) async {
        await #expect(throws: KeyError.self) { try await TokenAuthority(secret: nil, keySet: set) }
    }
}
