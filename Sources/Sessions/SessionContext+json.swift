import Music
public import Ranking

extension SessionContext {
    /// The display form of the contract: only what is wished for, `"key": "A minor"`. Reading it back gives the same
    /// context.
    public var json: JSONValue {
        var root: [String: JSONValue] = [:]
        var rows = ContextField.wishes
        if preferences != Preferences() { rows += ContextField.preferences }
        if !sources.isEmpty { rows += ContextField.sources }
        for field in rows {
            guard let value = field.value(self) else { continue }
            root.insert(value, at: field.path.split(separator: ".")[...])
        }
        if let key {
            root["mode"] = nil
            root["key"] = .string(key.name)
        } else {
            root["key"] = root["tonic"]
        }
        root["tonic"] = nil
        return .object(root)
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

extension [String: JSONValue] {
    fileprivate mutating func insert(_ value: JSONValue, at path: ArraySlice<Substring>) {
        guard let name = path.first.map(String.init) else { return }
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
