package import Sessions

/// Reads the members of one JSON object by name and collects everything that is wrong with it, unknown members included,
/// so that a client learns all of it at once.
package struct FieldReader {
    private var unread: [String: JSONValue]
    private var known: [String] = []
    private let path: String
    package private(set) var problems: [FieldProblem] = []

    /// - Parameter path: of the object in the body, empty for the body itself.
    package init(_ value: JSONValue, path: String = "") {
        self.path = path
        if case .object(let members) = value {
            unread = members
        } else {
            unread = [:]
            problems.append(FieldProblem(field: path.isEmpty ? "body" : path, detail: "A JSON object is accepted."))
        }
    }

    /// A member that must be there; `nil` after noting a problem.
    package mutating func required<Value>(_ name: String, _ form: Form<Value>) -> Value? {
        known.append(name)
        guard let value = unread.removeValue(forKey: name) else {
            problem(name, "Required; \(form.accepted) is accepted.")
            return nil
        }
        return read(name, value, form)
    }

    /// A member that may be absent, which is `nil`; `null` is not a value.
    package mutating func optional<Value>(_ name: String, _ form: Form<Value>) -> Value? {
        known.append(name)
        return unread.removeValue(forKey: name).flatMap { read(name, $0, form) }
    }

    /// A member of a merge-patch: absent is `nil`, `null` is `.some(nil)`.
    package mutating func patch<Value>(_ name: String, _ form: Form<Value>) -> Value?? {
        known.append(name)
        guard let value = unread.removeValue(forKey: name) else { return .none }
        if value == .null { return .some(nil) }
        return read(name, value, form)
    }

    /// Notes what a nested reader found.
    package mutating func note(_ more: [FieldProblem]) { problems += more }

    /// Notes a problem of one member.
    package mutating func problem(_ name: String, _ detail: String) {
        problems.append(FieldProblem(field: place(name), detail: detail))
    }

    /// Notes the members nobody asked for. Call it last.
    package mutating func refuseUnread() {
        for name in unread.keys.sorted() {
            problem(name, "No such field; known here: \(known.joined(separator: ", ")).")
        }
        unread = [:]
    }

    /// Throws everything noted, after ``refuseUnread()``.
    package mutating func finish() throws(InvalidRequest) {
        refuseUnread()
        if !problems.isEmpty { throw InvalidRequest(problems) }
    }

    private func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private mutating func read<Value>(_ name: String, _ value: JSONValue, _ form: Form<Value>) -> Value? {
        guard let result = form.fromJSON(value) else {
            problem(name, "Given \(value.shown); \(form.accepted) is accepted.")
            return nil
        }
        return result
    }
}

extension JSONValue {
    /// The value as a message quotes it: short, and without structure.
    var shown: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let value): Int(exactly: value).map(String.init) ?? value.description
        case .string(let text): "“\(text.prefix(40))\(text.count > 40 ? "…" : "")”"
        case .array(let elements): "an array of \(elements.count)"
        case .object: "an object"
        }
    }
}
