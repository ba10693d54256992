import Music
import Ranking
import Sessions

/// The accepted form of one field: how to read it from a body and from a query string, and how to say what is accepted.
package struct Form<Value: Sendable>: Sendable {
    /// Completes the sentence "… is accepted: ".
    package let accepted: String
    let fromJSON: @Sendable (JSONValue) -> Value?
    let fromText: @Sendable (String) -> Value?

    init(
        _ accepted: String, fromJSON: @escaping @Sendable (JSONValue) -> Value?,
        fromText: @escaping @Sendable (String) -> Value?
    ) {
        self.accepted = accepted
        self.fromJSON = fromJSON
        self.fromText = fromText
    }

    /// A form that is text in JSON as well.
    init(_ accepted: String, text read: @escaping @Sendable (String) -> Value?) {
        self.init(
            accepted,
            fromJSON: { value in
                guard case .string(let text) = value else { return nil }
                return read(text)
            },
            fromText: read)
    }
}

extension Form where Value == String {
    /// Any text, for fields whose room knows the bounds.
    package static var anyText: Form { Form("a text", text: { $0 }) }

    /// Text of so many bytes of UTF-8.
    package static func text(_ bytes: ClosedRange<Int>) -> Form {
        Form(
            "a text of \(bytes.lowerBound) to \(bytes.upperBound) bytes",
            text: { bytes.contains($0.utf8.count) ? $0 : nil })
    }
}

extension Form where Value == String {
    /// A path that means the same wherever the server was started.
    static var absolutePath: Form {
        Form("an absolute path of at most 4096 bytes", text: { $0.hasPrefix("/") && $0.utf8.count <= 4096 ? $0 : nil })
    }
}

extension Form where Value == Double {
    /// Any number, for fields whose room knows the bounds.
    package static var anyNumber: Form { number(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude) }

    /// A finite number within bounds.
    package static func number(_ range: ClosedRange<Double>) -> Form {
        Form(
            "a number from \(range.lowerBound.formatted) to \(range.upperBound.formatted)",
            fromJSON: { value in
                guard case .number(let number) = value, range.contains(number) else { return nil }
                return number
            },
            fromText: { Double($0).flatMap { range.contains($0) ? $0 : nil } })
    }
}

extension Form where Value == Int {
    /// A whole number within bounds.
    package static func integer(_ range: ClosedRange<Int>) -> Form {
        Form(
            "a whole number from \(range.lowerBound) to \(range.upperBound)",
            fromJSON: { value in
                guard case .number(let number) = value, let whole = Int(exactly: number), range.contains(whole)
                else { return nil }
                return whole
            },
            fromText: { Int($0).flatMap { range.contains($0) ? $0 : nil } })
    }
}

extension Form where Value == Bool {
    package static var boolean: Form {
        Form(
            "true or false",
            fromJSON: { value in
                guard case .bool(let bool) = value else { return nil }
                return bool
            },
            fromText: { Bool($0) })
    }
}

extension Form where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the values of an enumeration.
    package static var oneOf: Form {
        Form("one of " + Value.allCases.map(\.rawValue).joined(separator: ", "), text: { Value(rawValue: $0) })
    }
}

extension Form where Value == SessionID {
    static var session: Form {
        Form("1 to 64 characters of A-Z a-z 0-9 . _ : -", text: { SessionID($0) })
    }
}

extension Form where Value == SampleID {
    static var sample: Form {
        Form("a sample id", text: { (1...64).contains($0.utf8.count) ? SampleID($0) : nil })
    }
}

extension Form where Value == [JSONValue] {
    package static func array(_ count: ClosedRange<Int>) -> Form {
        Form(
            "an array of \(count.lowerBound) to \(count.upperBound) elements",
            fromJSON: { value in
                guard case .array(let elements) = value, count.contains(elements.count) else { return nil }
                return elements
            },
            fromText: { _ in nil })
    }
}

extension Form where Value == JSONValue {
    /// An object, for fields whose room knows the members.
    static var anyObject: Form {
        Form(
            "an object",
            fromJSON: { value in
                guard case .object = value else { return nil }
                return value
            },
            fromText: { _ in nil })
    }
}

extension Double {
    /// Whole numbers without a fraction.
    fileprivate var formatted: String { Int(exactly: self).map(String.init) ?? description }
}
