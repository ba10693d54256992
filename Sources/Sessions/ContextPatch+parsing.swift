import Music
import Ranking

extension ContextPatch {
    /// Reads the `context` object of a request. Collects every problem, each with its dotted path below `path`.
    public init(parsing json: JSONValue, path: String = "context") throws(InvalidRequest) {
        self.init()
        var reader = PatchReader(root: path)
        reader.read(json, at: "", into: &self)
        guard reader.problems.isEmpty else { throw InvalidRequest(reader.problems) }
    }
}

/// Walks a JSON document along the context's table.
private struct PatchReader {
    let root: String
    var problems: [FieldProblem] = []

    /// The names accepted below each object of the contract; the context itself is `""`.
    private static let names: [String: [String]] = {
        var names: [String: [String]] = [:]
        for field in ContextField.all where field.path != "tonic" {
            var parent = ""
            for part in field.path.split(separator: ".") {
                if !names[parent, default: []].contains(String(part)) {
                    names[parent, default: []].append(String(part))
                }
                parent = parent.isEmpty ? String(part) : "\(parent).\(part)"
            }
        }
        names["", default: []].insert("key", at: 1)
        return names
    }()

    init(root: String) { self.root = root }

    mutating func read(_ json: JSONValue, at path: String, into patch: inout ContextPatch) {
        switch json {
        case .object(let members):
            let accepted = Self.names[path] ?? []
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                let child = path.isEmpty ? name : "\(path).\(name)"
                guard accepted.contains(name) else {
                    refuse(child, "unknown field; accepted are " + accepted.joined(separator: ", "))
                    continue
                }
                if let field = ContextField.byPath[child] {
                    // The key is read with its mode, below.
                    if child != "mode" { read(value, of: field, at: child, into: &patch) }
                } else if child != "key" {
                    read(value, at: child, into: &patch)
                }
            }
            if path.isEmpty { readKey(members["key"], mode: members["mode"], into: &patch) }
        case .null where !path.isEmpty:
            for field in ContextField.all where field.path.hasPrefix(path + ".") {
                read(.null, of: field, at: path, into: &patch)
            }
        default:
            refuse(path, "\(json.summary) is not accepted; send an object")
        }
    }

    private mutating func read(
        _ json: JSONValue, of field: ContextField, at path: String, into patch: inout ContextPatch
    ) {
        do {
            try field.parse(json, &patch)
        } catch {
            refuse(path, error.detail)
        }
    }

    /// `key` may carry the mode, or leave it to `mode`; a `mode` that says otherwise is a contradiction.
    private mutating func readKey(_ key: JSONValue?, mode: JSONValue?, into patch: inout ContextPatch) {
        if key == .null { patch.key = .clear }
        if let mode, let field = ContextField.byPath["mode"] { read(mode, of: field, at: "mode", into: &patch) }
        guard let key, key != .null else { return }
        guard case .string(let text) = key, text.isPrintable(within: 64) else {
            return refuse("key", "\(key.summary) is not a key. \(KeyParseError.acceptedForms)")
        }
        do {
            switch try KeyText.parse(text) {
            case .tonic(let tonic): patch.tonic = .set(tonic)
            case .key(let whole):
                if case .set(let other) = patch.mode, other != whole.mode {
                    refuse(
                        "mode",
                        "\(other.rawValue) contradicts the key \(key.summary); send \"\(whole.tonic.name)\" as key with this mode"
                    )
                }
                patch.key = .set(whole)
            }
        } catch {
            refuse("key", error.description)
        }
    }

    private mutating func refuse(_ path: String, _ detail: String) {
        let field = [root, path].filter { !$0.isEmpty }.joined(separator: ".")
        problems.append(FieldProblem(field: field, detail: detail))
    }
}
