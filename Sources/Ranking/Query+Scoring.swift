public import Music

extension Query {
    /// Scores some rows and appends those that no ban, exclusion or role forbids and that reach the floor, which rises on
    /// the way. O(rows + their tags).
    ///
    /// - Parameters:
    ///   - rows: ascending, none hidden, all before or all after the first added row.
    ///   - cosines: one per row to the target of the row's space, NaN where there is nothing to compare; empty when there
    ///     is no target.
    ///   - roles: the role filter, which may be loosened apart from the query.
    /// - Returns: the rows that nothing forbids, whatever they score.
    public func score(
        _ rows: [Int32], in table: FeatureTable, cosines: Span<Float>, roles: Set<Role>?, floor: inout ScoreFloor,
        into scored: inout [ScoredRow]
    ) -> Int {
        guard let first = rows.first else { return 0 }
        let part = table.part(of: Int(first))
        // A span lives as long as the variable it is of.
        let (features, ordinals) = (part.rows, part.tags)
        let tags = ordinals.span
        let wished = roles.map(RowFeatures.mask)
        var allowed = 0
        var next = firstNote(from: Int(first))
        for place in rows.indices {
            let index = rows[place]
            let row = features[Int(index) - part.first]
            while next < notes.count, notes[next].row < index { next += 1 }
            let note = next < notes.count && notes[next].row == index ? notes[next] : .blank
            if note.isBanned || note.isPlaying { continue }
            if let wished, !row.hasRole(in: wished) { continue }
            let cosine = cosines.isEmpty ? Double.nan : Double(cosines[place])
            guard let points = kernel.points(of: row, tags: tags, cosine: cosine, note: note) else { continue }
            allowed += 1
            let score = points.total
            if score < floor.value { continue }
            scored.append(ScoredRow(row: index, score: score))
            floor.add(score)
        }
        return allowed
    }

    /// No row of a range scores more than this and its similarity, as the scan knows it of blocks; ∞ when something particular is
    /// known of one.
    public func ceiling(of range: Range<Int>, in table: FeatureTable) -> Double {
        let note = firstNote(from: range.lowerBound)
        if note < notes.count, notes[note].row < range.upperBound { return .infinity }
        let part = table.part(of: range.lowerBound)
        let blocks =
            (range.lowerBound - part.first) / RowBlock.size...(range.upperBound - 1 - part.first) / RowBlock.size
        return part.blocks[blocks].reduce(-.infinity) { max($0, ceiling.points(of: $1)) } + 1e-9
    }

    /// The points of one row with an exact cosine, `nil` when it is banned. What is playing has points all the same: a
    /// pin may bring it back.
    public func points(ofRow row: Int, in table: FeatureTable, cosine: Double?) -> Points? {
        let note = note(ofRow: row)
        guard !note.isBanned else { return nil }
        let part = table.part(of: row)
        let tags = part.tags
        return kernel.points(of: part.rows[row - part.first], tags: tags.span, cosine: cosine ?? .nan, note: note)
    }
}
