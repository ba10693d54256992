package import Access

/// What an address asks of its caller.
package enum AccessRule: Hashable, Sendable {
    /// Nothing: health for whoever balances load, and what is no secret.
    case open
    /// A token, whatever it allows.
    case token
    case scope(Scope)
    /// `read`, by a token or by a ticket in the address.
    case ticketOrRead

    /// As the contract's `x-access` has it.
    package var name: String {
        switch self {
        case .open: "open"
        case .token: "token"
        case .scope(let scope): scope.rawValue
        case .ticketOrRead: "ticket or read"
        }
    }

    /// The rule of a route. One that is not listed is for operators, so that forgetting one leaves it shut; where there is no
    /// route there is nothing to guard.
    package static func of(_ route: RouteTable.Route?) -> AccessRule {
        guard var route else { return .open }
        if route.method == "HEAD" { route.method = "GET" }
        return table[route] ?? .scope(.admin)
    }

    private static let table: [RouteTable.Route: AccessRule] = {
        let rules: [(AccessRule, [(method: String, path: String)])] = [
            (
                .open,
                [
                    ("GET", "/"), ("GET", "/dashboard/{file}"), ("GET", "/openapi.yaml"), ("GET", "/health/live"),
                    ("GET", "/health/ready"), ("DELETE", "/v1/access"),
                ]
            ),
            (.token, [("GET", "/v1/access"), ("POST", "/v1/access")]),
            (
                .ticketOrRead,
                [("GET", "/v1/recommendations/stream"), ("GET", "/v1/streams/selftest")]
            ),
            (
                .scope(.read),
                [
                    ("GET", "/v1/recommendations/context"), ("GET", "/v1/recommendations/top"),
                    ("GET", "/v1/recommendations/similar"), ("GET", "/v1/recommendations/explain"),
                    ("POST", "/v1/recommendations/sequence"), ("POST", "/v1/stream-tickets"), ("GET", "/v1/samples"),
                    ("GET", "/v1/samples/{id}"), ("GET", "/v1/samples/{id}/audio"),
                    ("GET", "/v1/samples/{id}/waveform"), ("GET", "/v1/library"), ("GET", "/v1/experiments"),
                    ("GET", "/v1/experiments/{name}/report"),
                ]
            ),
            (
                .scope(.write),
                [
                    ("POST", "/v1/recommendations/context"), ("DELETE", "/v1/recommendations/context"),
                    ("POST", "/v1/telemetry/recommendations"), ("PUT", "/v1/pins/{sample_id}"),
                    ("DELETE", "/v1/pins/{sample_id}"), ("PUT", "/v1/bans/{scope}/{id}"),
                    ("DELETE", "/v1/bans/{scope}/{id}"), ("PATCH", "/v1/samples/{id}"),
                    ("PUT", "/v1/sessions/{session_id}/mode"),
                ]
            ),
        ]
        var table: [RouteTable.Route: AccessRule] = [:]
        for (rule, routes) in rules {
            for route in routes { table[RouteTable.Route(path: route.path, method: route.method)] = rule }
        }
        return table
    }()
}
