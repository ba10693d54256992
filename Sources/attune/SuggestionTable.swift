import Music
import Ranking

/// A ranked list as aligned columns. The names and the reasons share what the other columns leave.
struct SuggestionTable {
    private let rows: [[String]]

    private static let head = ["#", "score", "name", "bpm", "key", "role", "why"]
    private static let rightAligned: Set<Int> = [0, 1, 3]
    private static let name = 2
    private static let why = 6
    private static let gap = 2

    init(_ suggestions: [Suggestion]) {
        rows = suggestions.map { item in
            let sample = item.sample
            return [
                "\(item.rank)", Self.fixed(item.score, digits: 3), (item.pinned ? "📌 " : "") + sample.name,
                sample.tempo.map { Self.fixed($0.value, digits: 1) } ?? "–", sample.key.map { "\($0.value)" } ?? "–",
                sample.role?.value.rawValue ?? "–", item.rationale,
            ]
        }
    }

    /// Head and rows, each of at most `width` characters where the fixed columns allow it.
    func lines(width: Int) -> [String] {
        let table = [Self.head] + rows
        var columns = Self.head.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        let others = columns.enumerated().filter { $0.offset != Self.why }.map(\.element).reduce(0, +)
        let fixed = others - columns[Self.name] + Self.gap * (columns.count - 1)
        if width - fixed < columns[Self.name] + columns[Self.why] {
            let room = max(width - fixed, 20)
            columns[Self.name] = min(columns[Self.name], max(10, room * 2 / 5))
            columns[Self.why] = max(10, room - columns[Self.name])
        }
        return table.map { row in
            var line = row.indices.map { column in
                Self.fit(row[column], columns[column], right: Self.rightAligned.contains(column))
            }.joined(separator: String(repeating: " ", count: Self.gap))
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }

    private static func fit(_ text: String, _ width: Int, right: Bool) -> String {
        if text.count > width { return text.prefix(max(0, width - 1)) + "…" }
        let space = String(repeating: " ", count: width - text.count)
        return right ? space + text : text + space
    }

    /// A number with exactly this many decimals.
    private static func fixed(_ value: Double, digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
