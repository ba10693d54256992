import Ranking

extension IndexSnapshot {
    /// Those of some rows, in row order, that are not nearly the same sound as one of the chosen
    /// (``Ranking/ListPolicy/areTwins(_:_:_:)``). O(rows × chosen × dimension), by products of whole stretches.
    func withoutTwins(_ scored: [ScoredRow], of chosen: [ScoredRow]) -> [ScoredRow] {
        var left = scored
        for choice in chosen {
            let duration = table.durationSeconds(ofRow: Int(choice.row))
            guard let (space, vector) = vector(ofRow: Int(choice.row)) else { continue }
            let twins = Set(
                rows(left, closeTo: vector, in: space).filter { place in
                    ListPolicy.areTwins(1, duration, table.durationSeconds(ofRow: Int(left[place].row)))
                })
            if twins.isEmpty { continue }
            left = left.enumerated().filter { !twins.contains($0.offset) }.map(\.element)
        }
        return left
    }

    /// The places of rows whose vectors are as close as those of twins.
    private func rows(_ scored: [ScoredRow], closeTo vector: [Float], in space: EmbeddingSpace) -> [Int] {
        var close: [Int] = []
        var cosines = [Float](repeating: 0, count: Self.stretch)
        var start = 0
        while start < scored.count {
            let first = Int(scored[start].row)
            let segment = segment(of: first)
            var end = start + 1
            // Rows that follow one another, in one segment.
            while end < scored.count, end - start < Self.stretch, Int(scored[end].row) == first + end - start,
                segment.range.contains(Int(scored[end].row))
            {
                end += 1
            }
            if let matrix = segment.matrices[space] {
                let places = matrix.places(ofRows: first - segment.first..<first - segment.first + end - start)
                matrix.rows.products(places, with: vector, into: &cosines)
                for place in start..<end {
                    guard let row = matrix.place(ofRow: Int(scored[place].row) - segment.first) else { continue }
                    if Double(cosines[row - places.lowerBound]) > ListPolicy.duplicateCosine { close.append(place) }
                }
            }
            start = end
        }
        return close
    }

    private static let stretch = 1_024
}
