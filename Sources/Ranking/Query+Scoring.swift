public import Music

extension Query {
    /// Scores a contiguous range of rows and appends those that no ban, exclusion or role forbids. One call covers a
    /// whole range so that the loop stays inside this module. O(rows + their tags). The range lies before or after the
    /// first added row, not on both sides.
    ///
    /// - Parameters:
    ///   - cosines: one per row of the range to the target of the row's space, NaN where there is nothing to compare;
    ///     empty when there is no target.
    ///   - roles: the role filter, which may be loosened apart from the query.
    public func score(
        _ range: Range<Int>, in table: FeatureTable, cosines: Span<Float>, roles: Set<Role>?,
        into scored: inout [ScoredRow]
    ) {
        if range.isEmpty { return }
        let part = table.features(of: range)
        let rows = part.rows.span
        let tags = part.tags.span
        let hidden = table.hidden
        let wished = roles.map(RowFeatures.mask)
        var nextNote = firstNote(from: range.lowerBound)
        var nextHidden = table.firstHidden(from: range.lowerBound)
        for index in range {
            if nextHidden < hidden.count, hidden[nextHidden] == index {
                nextHidden += 1
                continue
            }
            var note = RowNote.blank
            if nextNote < notes.count, notes[nextNote].row == index {
                note = notes[nextNote]
                nextNote += 1
                if note.isBanned || note.isPlaying { continue }
            }
            let row = rows[index - part.first]
            if let wished, wished &>> UInt16(row.role & 15) & 1 == 0 { continue }
            let cosine = cosines.isEmpty ? Double.nan : Double(cosines[index - range.lowerBound])
            guard let points = kernel.points(of: row, tags: tags, cosine: cosine, note: note) else { continue }
            scored.append(ScoredRow(row: Int32(index), score: points.total))
        }
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
