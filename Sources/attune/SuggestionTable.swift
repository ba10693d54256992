import Music
import Ranking

/// A ranked list as aligned columns. The names and the reasons share what the other columns leave.
struct SuggestionTable {
    private let rows: [[String]]

    private static let head = ["#", "score", "name", "bpm", "key", "role", "why"]
    private static let rightAligned: Set<Int> = [0, 1, 3]
    private static let name = 2
    private static let why = 6

    init(_ suggestions: [Suggestion]) {
        rows = suggestions.map { item in
            let sample = item.sample
            return [
                "\(item.rank)", TextColumns.fixed(item.score, digits: 3), (item.pinned ? "📌 " : "") + sample.name,
                sample.tempo.map { TextColumns.fixed($0.value, digits: 1) } ?? "–",
                sample.key.map { "\($0.value)" } ?? "–",
                sample.role?.value.rawValue ?? "–", item.rationale,
            ]
        }
    }

    /// Head and rows, each of at most `width` characters where the fixed columns allow it.
    func lines(width: Int) -> [String] {
        let table = [Self.head] + rows
        var columns = Self.head.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        let others = columns.enumerated().filter { $0.offset != Self.why }.map(\.element).reduce(0, +)
        let fixed = others - columns[Self.name] + TextColumns.gap * (columns.count - 1)
        if width - fixed < columns[Self.name] + columns[Self.why] {
            let room = max(width - fixed, 20)
            columns[Self.name] = min(columns[Self.name], max(10, room * 2 / 5))
            columns[Self.why] = max(10, room - columns[Self.name])
        }
        return table.map { row in
            TextColumns.line(row, widths: columns, rightAligned: Self.rightAligned)
        }
    }
}
