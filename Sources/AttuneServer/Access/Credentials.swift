import Access
import Hummingbird

/// What a request brings to show who asks; the first of these that is there counts, and no other.
enum Credentials {
    /// `Authorization: Bearer …`.
    case bearer(String)
    /// `?ticket=…`, where the address takes tickets.
    case ticket(String)
    /// The dashboard's cookie.
    case cookie(String)
    case none

    static let cookieName = "attune_token"

    init(of request: Request, takesTickets: Bool) {
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            let isBearer = parts.count == 2 && parts[0].lowercased() == "bearer"
            self = .bearer(isBearer ? String(parts[1]) : "")
        } else if takesTickets, let ticket = request.uri.queryParameters["ticket"] {
            self = .ticket(String(ticket))
        } else if let cookie = request.cookies[Self.cookieName] {
            self = .cookie(cookie.value)
        } else {
            self = .none
        }
    }

    /// The token itself, for the cookie that keeps it.
    var token: String? {
        switch self {
        case .bearer(let token), .cookie(let token): token
        case .ticket, .none: nil
        }
    }
}
