import Engine
import HTTPTypes
import Hummingbird
import Ranking
import Sessions

extension Problem {
    /// The one place where the errors of every room become answers. `nil` for an error nobody foresaw.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let invalid as InvalidRequest: self.init(invalid)
        case let refused as EngineError: self.init(refused)
        case ContextStoreError.stale(let stored, let given):
            self.init(
                kind: .staleVersion,
                detail:
                    "Version \(given) is older than version \(stored), which is stored. Read the context and send anew."
            )
        case let http as HTTPError where http.status.kind == .clientError:
            self.init(kind: .invalidRequest, detail: http.body ?? http.status.reasonPhrase)
        default: return nil
        }
    }

    private init(_ invalid: InvalidRequest) {
        var invalid = invalid
        // The rooms say nothing where they mean the whole of what they were given.
        for place in invalid.problems.indices where invalid.problems[place].field.isEmpty {
            invalid.problems[place].field = "body"
        }
        let detail =
            switch invalid.problems.count {
            case 1: "\(invalid.problems[0].field): \(invalid.problems[0].detail)"
            case let count: "\(count) fields are wrong, see errors."
            }
        self.init(kind: .invalidRequest, detail: detail, fields: invalid.problems)
    }

    private init(_ error: EngineError) {
        switch error {
        case .unknownSample(let id):
            self = .unknownSample(id.rawValue)
        case .unknownExperiment(let name):
            self = .notFound("There is no experiment “\(name)”. GET /v1/experiments lists what there is.")
        case .scanRunning:
            self.init(
                kind: .scanRunning, detail: "One folder is scanned at a time. GET /v1/library tells how far it is.")
        case .unreadableFolder(let path):
            let field = FieldProblem(field: "folder", detail: "“\(path)” is not a folder this server can read.")
            self.init(InvalidRequest([field]))
        case .notDurable(let why):
            self.init(
                kind: .notDurable,
                detail: "The change is not on disk and would not outlive the service, so send it again. \(why)",
                headers: [.retryAfter: "1"])
        }
    }

    static let unforeseen = Problem(
        kind: .internalError, detail: "An error nobody foresaw; the log has it under this answer's X-Request-ID.")
}
