/// Why the keys that tokens are checked with were refused.
public enum KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// RFC 7518 §3.2 asks for at least as many bits as the hash has.
    case shortSecret(bytes: Int)
    case notKeys(String)
    /// A key without `kid` or `alg`, or of a kind that is not known.
    case unusableKey(String)
    /// Nothing to sign with: public keys check tokens and make none.
    case noSecret

    public var description: String {
        switch self {
        case .shortSecret(let bytes):
            "The secret has \(bytes) bytes; at least \(TokenAuthority.secretMinimum) are needed."
        case .notKeys(let why): "It is not a JSON Web Key Set (RFC 7517): \(why)"
        case .unusableKey(let why): why
        case .noSecret: "There is no secret to sign with."
        }
    }
}
