extension [ScoredRow] {
    /// This order, except that neighbours whose scores differ by less than ``ListPolicy/hysteresis`` keep the order they
    /// had in `previous`. Rows that were not there are not moved. No row ends below one that scores 0.005 less.
    ///
    /// Each swap removes an inversion against `previous`, so it ends after at most n² of them.
    public func settled(against previous: [Int32]) -> [ScoredRow] {
        var place: [Int32: Int] = [:]
        for (index, row) in previous.enumerated() where place[row] == nil { place[row] = index }
        var list = self
        var moved = !place.isEmpty
        while moved {
            moved = false
            for upper in list.indices.dropLast() {
                let (a, b) = (list[upper], list[upper + 1])
                guard let first = place[a.row], let second = place[b.row], second < first else { continue }
                guard (a.score - b.score).magnitude < ListPolicy.hysteresis else { continue }
                list.swapAt(upper, upper + 1)
                moved = true
            }
        }
        return list
    }
}
