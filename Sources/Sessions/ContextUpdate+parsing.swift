public import Ranking

extension ContextUpdate {
    /// Reads the body of `POST /v1/recommendations/context`:
    /// `{session_id, context{…}, version?, idempotency_key?}`. Collects every problem.
    public init(parsing json: JSONValue, receivedAt: UnixTime) throws(InvalidRequest) {
        guard case .object(let members) = json else {
            throw InvalidRequest([FieldProblem(field: "", detail: "\(json.summary) is not accepted; send an object")])
        }
        var problems: [FieldProblem] = []
        for name in members.keys.sorted() where !Self.names.contains(name) {
            problems.append(
                FieldProblem(field: name, detail: "unknown field; accepted are " + Self.names.joined(separator: ", ")))
        }
        func refuse(_ field: String, accepted: String) {
            let given = members[field].map { "\($0.summary) is not accepted" } ?? "missing"
            problems.append(FieldProblem(field: field, detail: "\(given); send \(accepted)"))
        }

        var session: SessionID?
        if case .string(let text) = members["session_id"] { session = SessionID(text) }
        if session == nil { refuse("session_id", accepted: "1 to 64 of the characters A-Z a-z 0-9 . _ : -") }

        var patch = ContextPatch()
        if let context = members["context"] {
            do { patch = try ContextPatch(parsing: context) } catch { problems += error.problems }
        } else {
            refuse("context", accepted: "an object with the fields to change")
        }

        var version: Int?
        if let given = members["version"], given != .null {
            if case .number(let number) = given, (0..<0x1p53).contains(number) { version = Int(exactly: number) }
            if version == nil { refuse("version", accepted: "a whole number from 0 to 9007199254740991") }
        }

        var idempotencyKey: String?
        if let given = members["idempotency_key"], given != .null {
            if case .string(let text) = given, (1...128).contains(text.utf8.count) { idempotencyKey = text }
            if idempotencyKey == nil { refuse("idempotency_key", accepted: "a text of 1 to 128 bytes") }
        }

        guard let session, problems.isEmpty else { throw InvalidRequest(problems) }
        self.init(
            session: session, patch: patch, version: version, idempotencyKey: idempotencyKey, receivedAt: receivedAt)
    }

    private static let names = ["session_id", "context", "version", "idempotency_key"]
}
