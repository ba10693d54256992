public import Music

extension Query {
    /// Scores a contiguous range of rows and appends those that no ban, exclusion or role forbids and that may reach the
    /// floor, which rises on the way. One call covers a whole range so that the loop stays inside this module.
    /// O(rows + the tags of those that were not passed over). The range lies before or after the first added row, not on
    /// both sides.
    ///
    /// - Parameters:
    ///   - cosines: one per row of the range to the target of the row's space, NaN where there is nothing to compare;
    ///     empty when there is no target.
    ///   - roles: the role filter, which may be loosened apart from the query.
    /// - Returns: the rows that nothing forbids, whatever they score.
    public func score(
        _ range: Range<Int>, in table: FeatureTable, cosines: Span<Float>, roles: Set<Role>?, floor: inout ScoreFloor,
        into scored: inout [ScoredRow]
    ) -> Int {
        if range.isEmpty { return 0 }
        let part = table.features(of: range)
        let rows = part.rows.span
        let tags = part.tags.span
        let hidden = table.hidden
        let wished = roles.map(RowFeatures.mask)
        let forbidsNone = wished == nil && !kernel.bansSome
        var allowed = 0
        var nextNote = firstNote(from: range.lowerBound)
        var nextHidden = table.firstHidden(from: range.lowerBound)
        var block = -1
        var ceiling = Double.infinity
        for index in range {
            if nextHidden < hidden.count, hidden[nextHidden] == index {
                nextHidden += 1
                continue
            }
            let cosine = cosines.isEmpty ? Double.nan : Double(cosines[index - range.lowerBound])
            if nextNote < notes.count, notes[nextNote].row == index {
                let note = notes[nextNote]
                nextNote += 1
                if note.isBanned || note.isPlaying { continue }
                let row = rows[index - part.first]
                if let wished, !row.hasRole(in: wished) { continue }
                guard let points = kernel.points(of: row, tags: tags, cosine: cosine, note: note) else { continue }
                allowed += 1
                scored.append(ScoredRow(row: Int32(index), score: points.total))
                floor.add(points.total)
                continue
            }
            if floor.value > -.infinity {
                let own = (index - part.first) / RowBlock.size
                if own != block {
                    block = own
                    // Sums in another order may differ in their last bits.
                    ceiling = self.ceiling.points(of: part.blocks[block]) + 1e-9
                }
                if kernel.similarity * (cosine > 0 ? cosine : 0) + ceiling < floor.value {
                    if forbidsNone || allows(rows[index - part.first], tags: tags, roles: wished) { allowed += 1 }
                    continue
                }
            }
            let row = rows[index - part.first]
            if let wished, !row.hasRole(in: wished) { continue }
            guard let points = kernel.points(of: row, tags: tags, cosine: cosine, note: .blank) else { continue }
            allowed += 1
            let score = points.total
            if score < floor.value { continue }
            scored.append(ScoredRow(row: Int32(index), score: score))
            floor.add(score)
        }
        return allowed
    }

    /// Whether neither the role nor a ban of a pack or tag forbids a row.
    private func allows(_ row: RowFeatures, tags: Span<Int32>, roles: UInt16?) -> Bool {
        if let roles, !row.hasRole(in: roles) { return false }
        return kernel.allows(row, tags: tags)
    }

    /// No row of a range that lies in one block scores more than this and its similarity, unless something particular is
    /// known of it, when this is ∞.
    public func ceiling(of range: Range<Int>, in table: FeatureTable) -> Double {
        let note = firstNote(from: range.lowerBound)
        if note < notes.count, notes[note].row < range.upperBound { return .infinity }
        let part = table.features(of: range)
        return ceiling.points(of: part.blocks[(range.lowerBound - part.first) / RowBlock.size]) + 1e-9
    }

    /// The points of one row with an exact cosine, `nil` when it is banned. What is playing has points all the same: a
    /// pin may bring it back.
    public func points(ofRow row: Int, in table: FeatureTable, cosine: Double?) -> Points? {
        let note = note(ofRow: row)
        guard !note.isBanned else { return nil }
        let features = table.features(ofRow: row)
        return kernel.points(of: features.row, tags: features.tags.span, cosine: cosine ?? .nan, note: note)
    }
}
