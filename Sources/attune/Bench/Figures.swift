import Foundation

/// Named results in a fixed order: a table for people, or one line of JSON.
struct Figures {
    private let items: [(name: String, value: Double)]

    /// - Parameter items: names carry their unit as their last part: `p99_ms`, `resident_mib`.
    init(_ items: KeyValuePairs<String, Double>) { self.items = items.map { ($0.key, $0.value) } }

    func show(json: Bool) {
        if json {
            let members = items.map { "\"\($0.name)\":\(Self.short($0.value))" }
            print("{\(members.joined(separator: ","))}")
        } else {
            let width = items.map(\.name.count).max() ?? 0
            for (name, value) in items {
                print(name + String(repeating: " ", count: width - name.count + 2) + Self.short(value))
            }
        }
    }

    /// Six significant digits, without an exponent; JSON has no infinities.
    private static func short(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        return value.formatted(
            .number.precision(.significantDigits(1...6)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
    }
}
