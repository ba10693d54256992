import Engine
import Hummingbird
import HTTPTypes
import Sessions
import Streaming

/// A refusal as RFC 9457 has it: `application/problem+json` with a stable type, a sentence a person can act on, and the
/// fields that are wrong.
struct Problem: Error, Sendable {
    var kind: ProblemKind
    var detail: String
    var fields: [FieldProblem] = []
    var headers: HTTPFields = [:]

    static func notFound(_ detail: String) -> Problem { Problem(kind: .notFound, detail: detail) }

    static func unknownSample(_ id: String) -> Problem {
        .notFound("No sample has the id “\(id.prefix(64))”. GET /v1/samples lists what there is.")
    }

    func response() -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        return Response(status: kind.status, headers: headers, json: body)
    }

    private func body(_ json: inout JSONWriter) {
        json.object { json in
            json.member("type", kind.type)
            json.member("title", kind.title)
            json.member("status", kind.status.code)
            json.member("detail", detail)
            json.key("errors")
            json.array(fields) { json, field in
                json.object { json in
                    json.member("field", field.field)
                    json.member("detail", field.detail)
                }
            }
        }
    }
}
