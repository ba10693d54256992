import GRDB
public import Library
import Music
import Ranking

extension Catalog {
    /// Pages follow the ids, so a page stays right while samples are added.
    public func page(_ query: SampleQuery) async throws -> SamplePage {
        let limit = min(max(query.limit, 1), 200)
        let filter = PageFilter(query)
        return try await reading { db in
            let rows = try Row.fetchAll(
                db, sql: "\(SoundColumn.selectListedFacts) WHERE \(filter.condition) ORDER BY l.sound_id LIMIT ?",
                arguments: filter.arguments + [limit + 1])
            let samples = rows.prefix(limit).map(SampleFacts.init(row:))
            return SamplePage(samples: samples, next: rows.count > limit ? samples.last?.id : nil)
        }
    }
}

/// A query as a condition on `listed`; every value is bound, never spelled.
private struct PageFilter: Sendable {
    /// More words than this make no sense in a search and would exceed SQLite's limit on an expression's depth.
    private static let mostWords = 64

    private(set) var condition = "TRUE"
    private(set) var arguments = StatementArguments()

    init(_ query: SampleQuery) {
        if let after = query.after { require("l.sound_id > ?", [after.rawValue]) }
        if let text = query.text { requireWords(of: text) }
        if let bpm = query.bpm {
            let low = bpm - 5
            let high = bpm + 5
            require(
                "(l.tempo BETWEEN ? AND ? OR l.tempo * 2 BETWEEN ? AND ? OR l.tempo / 2 BETWEEN ? AND ?)",
                [low, high, low, high, low, high])
        }
        if let key = query.key { require("l.key_index = ?", [key.index]) }
        if let role = query.role { require("l.role = ?", [role.rawValue]) }
    }

    /// `instr` knows no wildcards, so `%` and `_` are searched for as they stand.
    private mutating func requireWords(of text: String) {
        let words = text.lowercased().split { $0.isWhitespace || $0 == "\0" }
        for word in words.prefix(Self.mostWords) { require("instr(l.search, ?) > 0", [String(word)]) }
    }

    private mutating func require(_ term: String, _ values: StatementArguments) {
        condition += " AND " + term
        arguments += values
    }
}
