public import Sessions

/// Reading answers in tests: a missing member is `null`, so that an expectation on it fails with the value in sight.
extension JSONValue {
    public subscript(key: String) -> JSONValue {
        if case .object(let members) = self { return members[key] ?? .null }
        return .null
    }

    public subscript(index: Int) -> JSONValue {
        if case .array(let elements) = self, elements.indices.contains(index) { return elements[index] }
        return .null
    }

    public var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    public var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
    public var text: String? { if case .string(let text) = self { text } else { nil } }
    public var double: Double? { if case .number(let number) = self { number } else { nil } }
    public var int: Int? { double.flatMap { Int(exactly: $0) } }
    public var isNull: Bool { self == .null }
}
