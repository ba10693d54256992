import Music

/// How one kind of value looks in JSON, and what is accepted for it.
struct FieldForm<Value: Sendable & Hashable>: Sendable {
    /// `nil` stands for an empty value, which clears the field.
    let parse: @Sendable (JSONValue) throws(Unaccepted) -> Value?
    let json: @Sendable (Value) -> JSONValue
}

/// A sentence on what was given and what is accepted.
struct Unaccepted: Error {
    let detail: String

    init(_ given: JSONValue, accepted: String) {
        detail = "\(given.summary) is not accepted; send \(accepted)"
    }
}

extension FieldForm {
    static func number(_ range: ClosedRange<Double>, _ unit: String) -> FieldForm where Value == Double {
        let low = JSONValue.number(range.lowerBound).jsonText
        let high = JSONValue.number(range.upperBound).jsonText
        return FieldForm { (given) throws(Unaccepted) in
            guard case .number(let number) = given, range.contains(number) else {
                throw Unaccepted(given, accepted: "a number from \(low) to \(high)\(unit)")
            }
            return number
        } json: {
            .number($0)
        }
    }

    static func integer(_ range: ClosedRange<Int>) -> FieldForm where Value == Int {
        FieldForm { (given) throws(Unaccepted) in
            guard case .number(let number) = given, let integer = Int(exactly: number), range.contains(integer) else {
                throw Unaccepted(given, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return integer
        } json: {
            .number(Double($0))
        }
    }

    /// One of the names of a vocabulary, in any case.
    static func name() -> FieldForm where Value: CaseIterable & RawRepresentable<String> {
        FieldForm { (given) throws(Unaccepted) in
            guard case .string(let text) = given, let value = Value(rawValue: text.lowercased()) else {
                throw Unaccepted(given, accepted: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return value
        } json: {
            .string($0.rawValue)
        }
    }

    static func text(characters limit: Int) -> FieldForm where Value == String {
        FieldForm { (given) throws(Unaccepted) in
            guard case .string(let text) = given, !text.isEmpty, text.isPrintable(within: limit) else {
                throw Unaccepted(given, accepted: "a text of 1 to \(limit) characters without control characters")
            }
            return text
        } json: {
            .string($0)
        }
    }

    static func tag() -> FieldForm where Value == Tag {
        FieldForm { (given) throws(Unaccepted) in
            guard case .string(let text) = given, text.isPrintable(within: 64), let tag = Tag(text) else {
                throw Unaccepted(given, accepted: "a word or phrase of 1 to 64 characters without control characters")
            }
            return tag
        } json: {
            .string($0.text)
        }
    }

    /// A list; an empty one clears the field. Repeats are dropped, the first stays.
    static func list<Item>(of item: FieldForm<Item>, atMost limit: Int, _ noun: String) -> FieldForm
    where Value == [Item] {
        FieldForm { (given) throws(Unaccepted) in
            guard case .array(let values) = given else {
                throw Unaccepted(given, accepted: "a list of at most \(limit) \(noun)")
            }
            guard values.count <= limit else {
                throw Unaccepted(.string("a list of \(values.count) \(noun)"), accepted: "at most \(limit)")
            }
            var items: [Item] = []
            for value in values {
                if let parsed = try item.parse(value), !items.contains(parsed) { items.append(parsed) }
            }
            return items.isEmpty ? nil : items
        } json: { items in
            .array(items.map(item.json))
        }
    }

    static func mode() -> FieldForm where Value == Mode {
        FieldForm { (given) throws(Unaccepted) in
            guard case .string(let text) = given, let mode = Mode(parsing: text) else {
                throw Unaccepted(given, accepted: "one of " + Mode.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return mode
        } json: {
            .string($0.rawValue)
        }
    }

    static func pitchClass() -> FieldForm where Value == PitchClass {
        FieldForm { (given) throws(Unaccepted) in
            guard case .string(let text) = given, case .tonic(let tonic)? = try? KeyText.parse(text) else {
                throw Unaccepted(given, accepted: "a note such as A, F# or Bb")
            }
            return tonic
        } json: {
            .string($0.name)
        }
    }
}

extension JSONValue {
    /// What was given, short enough for an error message.
    var summary: String {
        switch self {
        case .object: "an object"
        case .array(let values): "a list of \(values.count)"
        default:
            jsonText.count <= 80 ? jsonText : jsonText.prefix(77) + "…\""
        }
    }
}

extension String {
    /// Whether the text has at most `limit` characters and no control characters.
    func isPrintable(within limit: Int) -> Bool {
        unicodeScalars.count <= limit
            && !unicodeScalars.contains {
                [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
            }
    }
}
