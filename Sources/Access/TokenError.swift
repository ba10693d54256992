/// Why a token was not taken.
public enum TokenError: String, Error, Hashable, Sendable, CaseIterable {
    case missing, malformed, unverified, expired, premature, revoked
    case noExpiry = "no_expiry"
    case noSubject = "no_subject"
    case otherIssuer = "other_issuer"
    case otherAudience = "other_audience"

    /// What is wrong, as a sentence.
    public var sentence: String {
        switch self {
        case .missing: "This service asks for a token."
        case .malformed: "What was sent is not a JSON Web Token."
        case .unverified: "The token was not signed with a key of this service."
        case .expired: "The token has expired."
        case .revoked: "The ticket was taken back. Ask for another."
        case .premature: "The token is not valid yet; compare the clocks."
        case .noExpiry: "The token has no expiry (exp), which is asked for here."
        case .noSubject: "The token has no subject (sub) of 1…128 bytes without control characters."
        case .otherIssuer: "The token is from another issuer (iss)."
        case .otherAudience: "The token is meant for another service (aud)."
        }
    }
}
