import Music
public import Ranking

extension SessionContext {
    /// The display form of the contract: only what is wished for, `"key": "A minor"`. Reading it back gives the same
    /// context.
    public var json: JSONValue {
        var root: [String: JSONValue] = [:]
        forEachShown { path, value in root.insert(value, at: path[...]) }
        return .object(root)
    }

    /// The text of ``json``, written without it.
    public var jsonText: String {
        var text = "{"
        var open: ArraySlice<String> = []
        var needsComma = false
        forEachShown { path, value in
            let parents = path.dropLast()
            while !parents.starts(with: open) {
                text += "}"
                open.removeLast()
            }
            if needsComma { text += "," }
            for name in parents.dropFirst(open.count) {
                JSONValue.write(name, to: &text)
                text += ":{"
                open.append(name)
            }
            JSONValue.write(path[path.endIndex - 1], to: &text)
            text += ":"
            value.write(to: &text)
            needsComma = true
        }
        return text + String(repeating: "}", count: open.count + 1)
    }

    /// What the display form shows, in the order of its paths.
    private func forEachShown(_ body: (_ path: [String], JSONValue) -> Void) {
        let (hasPreferences, hasSources) = (preferences != Preferences(), !sources.isEmpty)
        for field in ShownField.all {
            switch field.path[0] {
            case "preferences": if !hasPreferences { continue }
            case "sources": if !hasSources { continue }
            default: break
            }
            if let value = field.value(self) { body(field.path, value) }
        }
    }

    /// Reads ``json``, under the rules of a request.
    public init(json: JSONValue) throws(InvalidRequest) {
        self = try ContextPatch(parsing: json).apply(to: SessionContext())
    }

    /// The whole context in the flat form of ``ContextPatch/fields``.
    public var fields: [String: String] {
        var fields: [String: String] = [:]
        for field in ContextField.all {
            if let value = field.value(self) { fields[field.path] = value.jsonText }
        }
        return fields
    }

    /// Reads ``fields`` back. What this version does not know or would not accept is left out: another node may be newer.
    public init(fields: [String: String]) {
        var patch = ContextPatch()
        for (path, text) in fields {
            guard let field = ContextField.byPath[path], let value = try? JSONValue(jsonText: text) else { continue }
            try? field.parse(value, &patch)
        }
        self = patch.apply(to: SessionContext())
    }
}

/// A field as people see it: the halves of a key are one.
private struct ShownField: Sendable {
    let path: [String]
    let value: @Sendable (SessionContext) -> JSONValue?

    init(_ field: ContextField) {
        let value = field.value
        switch field.path {
        case "tonic":
            path = ["key"]
            self.value = { context in context.key.map { .string($0.name) } ?? value(context) }
        case "mode":
            path = ["mode"]
            self.value = { $0.key == nil ? value($0) : nil }
        default:
            path = field.path.split(separator: ".").map(String.init)
            self.value = value
        }
    }

    static let all = ContextField.all.map(ShownField.init).sorted { $0.path.lexicographicallyPrecedes($1.path) }
}

extension [String: JSONValue] {
    fileprivate mutating func insert(_ value: JSONValue, at path: ArraySlice<String>) {
        guard let name = path.first else { return }
        if path.count == 1 {
            self[name] = value
        } else {
            var inner: [String: JSONValue] = [:]
            if case .object(let members) = self[name] { inner = members }
            inner.insert(value, at: path.dropFirst())
            self[name] = .object(inner)
        }
    }
}
