public import Ranking

extension IndexSnapshot {
    /// Groups of samples that sound nearly the same: vectors with a cosine above `cosine` and lengths within 2 %
    /// (``Ranking/ListPolicy/duplicateDuration``). A group holds whatever is linked by such pairs, at least two.
    ///
    /// Exact. O(rows × rows of about the same length × dimension); memory for one more copy of the vectors.
    ///
    /// - Throws: ``IndexFileError`` when there is no memory.
    public func nearDuplicates(cosine least: Double) throws -> [[SampleID]] {
        var groups: [[SampleID]] = []
        for (space, dimension) in spaces {
            let rows = (0..<table.rowCount).filter { row in
                let segment = segment(of: row)
                return !table.isHidden(row) && segment.matrices[space]?.place(ofRow: row - segment.first) != nil
            }
            // Rows of about the same length stand together, so each row is compared with a stretch of those behind it.
            let ordered = rows.map { (row: $0, duration: table.durationSeconds(ofRow: $0)) }
                .sorted { $0.duration == $1.duration ? $0.row < $1.row : $0.duration < $1.duration }
            groups += try linked(ordered, in: space, dimension: dimension, least: Float(least))
        }
        return groups.sorted { ($0.first?.rawValue ?? "") < ($1.first?.rawValue ?? "") }
    }

    private func linked(
        _ ordered: [(row: Int, duration: Double)], in space: EmbeddingSpace, dimension: Int, least: Float
    ) throws -> [[SampleID]] {
        guard ordered.count > 1 else { return [] }
        let bytes = try MappedBytes(count: VectorRows.byteCount(rows: ordered.count, dimension: dimension))
        let rows = VectorRows(bytes, at: 0, count: ordered.count, dimension: dimension)
        for (place, item) in ordered.enumerated() {
            let segment = segment(of: item.row)
            guard let matrix = segment.matrices[space], let own = matrix.place(ofRow: item.row - segment.first) else {
                continue
            }
            rows.store(own, of: matrix.rows, at: place)
        }
        // The first member of each group stands for it (a forest of disjoint sets, Galler and Fischer 1964).
        var parents = Array(ordered.indices)
        func root(_ place: Int) -> Int {
            var place = place
            while parents[place] != place {
                parents[place] = parents[parents[place]]
                place = parents[place]
            }
            return place
        }
        var cosines: [Float] = []
        var end = 0
        for place in ordered.indices {
            let longest = ordered[place].duration / (1 - ListPolicy.duplicateDuration)
            while end < ordered.count, ordered[end].duration <= longest { end += 1 }
            let others = place + 1..<max(end, place + 1)
            if others.isEmpty { continue }
            if cosines.count < others.count { cosines = Array(repeating: 0, count: others.count * 2) }
            rows.products(others, with: rows.row(place), into: &cosines)
            for other in others where cosines[other - others.lowerBound] > least {
                let (a, b) = (root(place), root(other))
                parents[max(a, b)] = min(a, b)
            }
        }
        return Dictionary(grouping: ordered.indices, by: root).values.filter { $0.count > 1 }
            .map { $0.map { table.facts(ofRow: ordered[$0].row).id }.sorted() }
    }
}
