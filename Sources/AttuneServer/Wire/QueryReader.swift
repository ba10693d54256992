import Foundation
import Hummingbird
package import Sessions

/// Reads the parameters of a query string by name, with the same forms and the same messages as a body.
package struct QueryReader {
    private var unread: [Given] = []
    private var known: [String] = []
    private var problems: [FieldProblem] = []

    /// One `name=value`.
    private struct Given {
        let name: String
        /// The value as it arrived.
        let raw: Substring
        /// `nil` when it is not percent-encoded UTF-8.
        let value: String?

        /// A name that cannot be decoded stays as it is: nobody asks for it.
        init(_ pair: Substring) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            name = Self.decoded(parts[0]) ?? String(parts[0])
            raw = parts.count > 1 ? parts[1] : ""
            value = Self.decoded(raw)
        }

        private static func decoded(_ text: Substring) -> String? {
            text.replacing("+", with: " ").removingPercentEncoding
        }
    }

    /// - Parameter query: the text after `?`, as it arrived; `+` is a space, as in a form.
    package init(_ query: String?) {
        unread = (query ?? "").split(separator: "&").map(Given.init)
    }

    /// Every value of a parameter that may be repeated.
    package mutating func all<Value>(_ name: String, _ form: Form<Value>) -> [Value] {
        take(name).compactMap { given in
            guard let text = given.value else {
                problem(name, "Not percent-encoded UTF-8.")
                return nil
            }
            let value = form.fromText(text)
            if value == nil {
                problem(name, "Given \(JSONValue.string(text).shown); \(form.accepted) is accepted.")
            }
            return value
        }
    }

    /// Every value of a parameter that is never refused, whatever it is.
    package mutating func verbatim(_ name: String) -> [String] { take(name).map { $0.value ?? String($0.raw) } }

    private mutating func take(_ name: String) -> [Given] {
        known.append(name)
        defer { unread.removeAll { $0.name == name } }
        return unread.filter { $0.name == name }
    }

    /// A parameter that may be absent and must not be repeated.
    package mutating func optional<Value>(_ name: String, _ form: Form<Value>) -> Value? {
        let values = all(name, form)
        if values.count > 1 { problem(name, "Given more than once.") }
        return values.first
    }

    /// A parameter that must be there once.
    package mutating func required<Value>(_ name: String, _ form: Form<Value>) -> Value? {
        let isGiven = unread.contains { $0.name == name }
        if !isGiven { problem(name, "Required; \(form.accepted) is accepted.") }
        return optional(name, form)
    }

    package mutating func problem(_ name: String, _ detail: String) {
        problems.append(FieldProblem(field: name, detail: detail))
    }

    /// Throws everything that is wrong.
    /// - Parameter tolerant: leaves unknown parameters alone, for addresses that clients and proxies decorate.
    package mutating func finish(tolerant: Bool = false) throws(InvalidRequest) {
        if !tolerant {
            for name in Set(unread.map(\.name)).sorted() {
                let list = known.isEmpty ? "none is known here" : "known here: \(known.joined(separator: ", "))"
                problem(name, "No such parameter; \(list).")
            }
        }
        if !problems.isEmpty { throw InvalidRequest(problems) }
    }
}

extension QueryReader {
    init(_ request: Request) { self.init(request.uri.query) }

    /// `top_k`, or its alias `n`, 1…50; 10 when neither is given.
    mutating func limit() -> Int {
        let form = Form<Int>.integer(1...50)
        let (topK, n) = (optional("top_k", form), optional("n", form))
        if let topK, let n, topK != n { problem("n", "An alias of top_k, which is \(topK): give one of them.") }
        return topK ?? n ?? 10
    }
}
