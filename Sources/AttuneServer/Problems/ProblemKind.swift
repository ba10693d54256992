import HTTPTypes

/// The kinds of refusal a client can tell apart; each is a stable `type` of RFC 9457.
package enum ProblemKind: String, CaseIterable, Sendable {
    case invalidRequest = "invalid-request"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case staleVersion = "stale-version"
    case scanRunning = "scan-running"
    case rangeNotSatisfiable = "range-not-satisfiable"
    case foreignOrigin = "foreign-origin"
    case overloaded
    case notDurable = "not-durable"
    case internalError = "internal-error"

    /// `urn:attune:problem:…`.
    package var type: String { "urn:attune:problem:\(rawValue)" }

    var status: HTTPResponse.Status {
        switch self {
        case .invalidRequest: .unprocessableContent
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .staleVersion, .scanRunning: .conflict
        case .rangeNotSatisfiable: .rangeNotSatisfiable
        case .foreignOrigin: .forbidden
        case .overloaded, .notDurable: .serviceUnavailable
        case .internalError: .internalServerError
        }
    }

    package var title: String {
        switch self {
        case .invalidRequest: "The request is not valid"
        case .notFound: "There is no such thing here"
        case .methodNotAllowed: "This address does not take that method"
        case .staleVersion: "A newer version of this context is stored"
        case .scanRunning: "A scan is running"
        case .rangeNotSatisfiable: "The range lies outside the sound"
        case .foreignOrigin: "Only pages of this machine may ask"
        case .overloaded: "The service has as much to do as it can"
        case .notDurable: "The change could not be written to disk"
        case .internalError: "The service failed"
        }
    }
}
