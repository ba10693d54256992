/// Why a suggestion stands where it stands in its list.
public enum Placement: String, CaseIterable, Hashable, Sendable, Codable {
    /// By its score: nothing below it scores more.
    case score
    /// The user pinned it.
    case pin
    /// A sample that scores more stands below it, because it is more like what stands above.
    case variety
    /// A sample that scores more stands below it, because its pack had its share already.
    case packCap = "pack_cap"
    /// A sample that scores a little more stands below it, because people look at the two in this order.
    case hysteresis
}

extension [ScoredRow] {
    /// Why each of these rows stands where it does. Without those that stand elsewhere than by score, the scores never
    /// rise. O(rows²).
    ///
    /// - Parameters:
    ///   - composed: the same rows as the list was composed, before hysteresis.
    ///   - lifted: from which place on of `composed` packs went past their cap.
    public func placements(composed: [ScoredRow], lifted: Int?) -> [Placement] {
        var places: [Int32: Int] = [:]
        for (number, row) in composed.enumerated() { places[row.row] = number }
        func place(_ row: ScoredRow) -> Int { places[row.row] ?? composed.count }
        return indices.map { upper in
            let better = self[(upper + 1)...].filter { $0.score > self[upper].score }
            guard !better.isEmpty else { return .score }
            let composedBelow = better.filter { place($0) > place(self[upper]) }
            if composedBelow.isEmpty { return .hysteresis }
            return composedBelow.allSatisfy { place($0) >= lifted ?? composed.count } ? .packCap : .variety
        }
    }
}
