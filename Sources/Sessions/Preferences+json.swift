public import Ranking

extension Preferences {
    /// Reads an object with the members of a context's `preferences`, under the rules of a request: every weight within
    /// ``Ranking/Weights/range``, nothing unknown. Collects every problem, each with its dotted path.
    public init(parsing json: JSONValue) throws(InvalidRequest) {
        guard case .object = json else {
            throw InvalidRequest([FieldProblem(field: "", detail: "\(json.summary) is not accepted; send an object")])
        }
        let prefix = "preferences."
        do {
            let patch = try ContextPatch(parsing: .object(["preferences": json]), path: "")
            self = patch.apply(to: SessionContext()).preferences
        } catch {
            throw InvalidRequest(
                error.problems.map { problem in
                    FieldProblem(
                        field: problem.field.hasPrefix(prefix)
                            ? String(problem.field.dropFirst(prefix.count)) : problem.field,
                        detail: problem.detail)
                })
        }
    }

    /// Only what is wished for; reading it back gives the same.
    public var json: JSONValue {
        var context = SessionContext()
        context.preferences = self
        guard case .object(let root) = context.json, let wishes = root["preferences"] else { return .object([:]) }
        return wishes
    }
}
