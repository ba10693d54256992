public import Library
public import Ranking

/// A list on somebody's screen, and what it would be asked for now.
public struct ShownList: Sendable {
    public var request: RankingRequest
    public var list: SuggestionList

    public init(request: RankingRequest, list: SuggestionList) {
        self.request = request
        self.list = list
    }
}

extension IndexSnapshot {
    /// Changed samples beyond which every list is taken to be reached: ranking anew is no dearer then.
    static let reachLimit = 256

    /// Which lists of an older snapshot of this library a change can alter. The new and different samples are scored
    /// against all requests, their cosines in one matrix product; no other row is looked at.
    ///
    /// A list is not reached when none of its samples changed and no changed one scores as much as its last. That a
    /// prototype of a mood moves by what was added to it is left to the next ranking.
    ///
    /// O(lists × changed samples × dimension).
    public func reached(_ lists: [ShownList], by change: LibraryChange) -> [Bool] {
        let touched = change.added + change.changed
        guard touched.count <= Self.reachLimit else { return lists.map { _ in true } }
        let altered = Set(change.changed + change.removed)
        let newcomers = touched.compactMap { id in
            table.row(of: id).map { Newcomer(row: $0, facts: table.facts(ofRow: $0)) }
        }
        var reached = lists.map { isOpen($0, altered: altered, newcomers: newcomers) }
        let waiting = lists.indices.filter { !reached[$0] }
        let rankings = waiting.map { ranking(for: lists[$0].request) }
        let cosines = cosines(newcomers.map(\.row), to: rankings.map(\.targets))
        for (place, list) in waiting.enumerated() {
            let ranking = rankings[place]
            guard let least = least(of: lists[list].list, ranking) else { continue }
            reached[list] = newcomers.indices.contains { newcomer in
                let sample = newcomers[newcomer]
                guard ranking.filters.admits(sample.facts) else { return false }
                let cosine = cosines[place * newcomers.count + newcomer]
                let points = ranking.query.points(
                    ofRow: sample.row, in: table, cosine: cosine.isNaN ? nil : Double(cosine))
                return points.map { $0.total + Self.productSlack >= least } ?? false
            }
        }
        return reached
    }

    private struct Newcomer {
        var row: Int
        var facts: SampleFacts
    }

    /// Whether a change reaches a list for other reasons than the score of a new sample.
    private func isOpen(_ shown: ShownList, altered: Set<SampleID>, newcomers: [Newcomer]) -> Bool {
        let (list, context) = (shown.list, shown.request.context)
        guard list.complete, list.relaxations.isEmpty, list.suggestions.count >= shown.request.limit else {
            return true
        }
        // Spread chooses among more rows than are listed.
        if (context.preferences.adventurous ?? 0) > 0 { return true }
        if list.suggestions.contains(where: { altered.contains($0.sample.id) }) { return true }
        if shown.request.taste.accepted.contains(where: { altered.contains($0.id) }) { return true }
        if let next = list.runnerUp?.sample.id, altered.contains(next) { return true }
        let pins = shown.request.taste.pins
        if pins.contains(where: altered.contains) { return true }
        if newcomers.contains(where: { pins.contains($0.facts.id) }) { return true }
        if context.playing.isEmpty { return false }
        if context.playing.contains(where: { altered.contains(SampleID($0)) }) { return true }
        let playing = Set(table.rows(playing: context.playing))
        return newcomers.contains { playing.contains($0.row) }
    }

    /// What a row must score to enter a list as it is, or to come next; `nil` when pins fill it.
    private func least(of list: SuggestionList, _ ranking: Ranking) -> Double? {
        let listed =
            list.suggestions.filter { !$0.pinned }.map(\.sample.id) + [list.runnerUp?.sample.id].compactMap { $0 }
        return listed.compactMap { id in table.row(of: id).flatMap { exact($0, ranking)?.score } }.min()
    }

    /// The cosine of every target to every row, target by target; NaN where there is nothing to compare.
    private func cosines(_ rows: [Int], to targets: [[EmbeddingSpace: TargetVector]]) -> [Float] {
        var cosines = [Float](repeating: .nan, count: rows.count * targets.count)
        let vectors = rows.map { vector(ofRow: $0) }
        for space in Set(vectors.compactMap { $0?.space }) {
            let aimed = targets.indices.filter { targets[$0][space] != nil }
            let matrix = aimed.flatMap { targets[$0][space]?.vector ?? [] }
            if matrix.isEmpty { continue }
            for (place, found) in vectors.enumerated() {
                guard let found, found.space == space else { continue }
                let products = BLAS.product(matrix, rows: aimed.count, with: found.vector)
                for (number, target) in aimed.enumerated() { cosines[target * rows.count + place] = products[number] }
            }
        }
        return cosines
    }
}
