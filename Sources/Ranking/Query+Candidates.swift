public import Music

/// Rows that may be among the best, and the most that each can score.
public struct Candidates: Sendable {
    /// In row order.
    private var found: [Candidate] = []
    /// Other rows that nothing forbids.
    public fileprivate(set) var passedOver = 0

    private struct Candidate {
        var row: Int32
        /// What its cosine does not exceed, 0 or more.
        var bound: Float
        /// What it does not exceed.
        var promise: Double
    }

    public init() {}

    public var count: Int { found.count }
    public var rows: [Int32] { found.map(\.row) }

    /// Takes a row that nothing forbids and that scores no more than `most`, if that reaches the floor.
    @inline(__always)
    fileprivate mutating func offer(_ row: Int, _ most: Points, bound: Float, floor: Double) {
        // Sums in another order may differ in their last bits.
        let promise = most.total + 1e-9
        if promise < floor {
            passedOver += 1
        } else {
            found.append(Candidate(row: Int32(row), bound: max(bound, 0), promise: promise))
        }
    }

    /// Takes out the `count` rows that promise most: scored first, they raise the floor to near where it ends. O(rows).
    public mutating func takeLeaders(_ count: Int) -> [Int32] {
        var best = ScoreFloor(count, slack: 0)
        for row in found { best.add(row.promise) }
        var leaders: [Int32] = []
        leaders.reserveCapacity(count)
        found.removeAll { row in
            guard row.promise >= best.value, leaders.count < count else { return false }
            leaders.append(row.row)
            return true
        }
        return leaders
    }

    /// Passes over the rows that cannot reach the floor. O(rows).
    public mutating func drop(below floor: ScoreFloor) {
        let before = found.count
        found.removeAll { $0.promise < floor.value }
        passedOver += before - found.count
    }

    /// Takes what is known more closely of the cosines into account, and passes over the rows that cannot reach the floor then. O(rows).
    ///
    /// - Parameters:
    ///   - bounds: one for each of ``rows``.
    ///   - weight: of the similarity.
    public mutating func narrow(_ bounds: [Float], weight: Double, floor: ScoreFloor) {
        for place in found.indices where bounds[place] < found[place].bound {
            let closer = max(bounds[place], 0)
            found[place].promise -= weight * Double(found[place].bound - closer)
            found[place].bound = closer
        }
        drop(below: floor)
    }
}

extension Query {
    /// The rows of some ranges that nothing forbids and that may reach the floor: what their block can offer at most is
    /// looked at first, then what they offer themselves, each with the bound of their cosine. One call covers many ranges so
    /// that the loop stays inside this module. O(rows + the tags of those whose block does not rule them out).
    ///
    /// - Parameters:
    ///   - ranges: ascending, all before or all after the first added row.
    ///   - bounds: what the cosine of each row does not exceed, in the order of the ranges; empty when there is no target,
    ///     and when every row is wanted.
    ///   - roles: the role filter, which may be loosened apart from the query.
    public func candidates(
        among ranges: [Range<Int>], in table: FeatureTable, bounds: Span<Float>, roles: Set<Role>?, floor: ScoreFloor
    ) -> Candidates {
        var found = Candidates()
        guard let start = ranges.first?.lowerBound else { return found }
        let part = table.part(of: start)
        let first = part.first
        // A span lives as long as the variable it is of.
        let (features, ordinals) = (part.rows, part.tags)
        let (rows, tags) = (features.span, ordinals.span)
        let wished = roles.map(RowFeatures.mask)
        let forbidsNone = wished == nil && !kernel.bansSome
        var particular = ParticularRows(self, table, from: start)
        var before = 0
        // Rows stand in the order of their tempi, so most have that of the row before.
        var (tempo, tempoPoints) = (Double.nan, kernel.tempoPoints(.nan))
        for piece in BlockPieces(ranges, first: first) {
            let least = leastBound(part.blocks[piece.block], floor, hasBounds: !bounds.isEmpty)
            var row = piece.rows.lowerBound
            particular.skip(to: row)
            while row < piece.rows.upperBound {
                let stop = min(particular.next, piece.rows.upperBound)
                for plain in row..<stop {
                    let bound = bounds.isEmpty ? 0 : bounds[before + plain - piece.rows.lowerBound]
                    if bound < least {
                        // Most rows end here, unread.
                        if forbidsNone || allows(rows[plain - first], tags: tags, roles: wished) {
                            found.passedOver += 1
                        }
                        continue
                    }
                    let own = rows[plain - first]
                    if let wished, !own.hasRole(in: wished) { continue }
                    if own.tempo != tempo { (tempo, tempoPoints) = (own.tempo, kernel.tempoPoints(own.tempo)) }
                    guard
                        let points = kernel.points(
                            of: own, tempo: tempoPoints, tags: tags, cosine: Double(bound), note: .blank)
                    else { continue }
                    found.offer(plain, points, bound: bound, floor: floor.value)
                }
                row = stop
                guard row < piece.rows.upperBound, row == particular.next else { continue }
                if let note = particular.takeNext() {
                    let own = rows[row - first]
                    let bound = bounds.isEmpty ? 0 : bounds[before + row - piece.rows.lowerBound]
                    if wished.map(own.hasRole) ?? true,
                        let points = kernel.points(of: own, tags: tags, cosine: Double(bound), note: note)
                    {
                        found.offer(row, points, bound: bound, floor: floor.value)
                    }
                }
                row += 1
            }
            before += piece.rows.count
        }
        return found
    }

    /// The cosine that a row of a block must have to reach the floor; −∞ when any will do, ∞ when none does.
    private func leastBound(_ block: RowBlock, _ floor: ScoreFloor, hasBounds: Bool) -> Float {
        guard floor.value > -.infinity else { return -.infinity }
        // Sums in another order may differ in their last bits.
        let missing = floor.value - ceiling.points(of: block) - 1e-9
        if missing <= 0 { return -.infinity }
        guard hasBounds, kernel.similarity > 0 else { return .infinity }
        return Float(missing / kernel.similarity).nextDown
    }

    /// Whether neither the role nor a ban of a pack or tag forbids a row.
    private func allows(_ row: RowFeatures, tags: Span<Int32>, roles: UInt16?) -> Bool {
        if let roles, !row.hasRole(in: roles) { return false }
        return kernel.allows(row, tags: tags)
    }
}

/// Ranges cut where blocks of rows end.
private struct BlockPieces: Sequence, IteratorProtocol {
    private let ranges: [Range<Int>]
    private let first: Int
    private var number = 0
    private var start: Int

    init(_ ranges: [Range<Int>], first: Int) {
        self.ranges = ranges
        self.first = first
        start = ranges.first?.lowerBound ?? 0
    }

    mutating func next() -> (block: Int, rows: Range<Int>)? {
        while number < ranges.count, start >= ranges[number].upperBound {
            number += 1
            if number < ranges.count { start = ranges[number].lowerBound }
        }
        guard number < ranges.count else { return nil }
        let block = (start - first) / RowBlock.size
        let rows = start..<Swift.min(ranges[number].upperBound, first + (block + 1) * RowBlock.size)
        start = rows.upperBound
        return (block, rows)
    }
}

/// The rows that their block does not decide, in order: hidden ones are left out, noted ones looked at.
private struct ParticularRows {
    private let notes: [RowNote]
    private let hidden: [Int32]
    private var note: Int
    private var hide: Int
    /// The next of them, `Int.max` after the last.
    private(set) var next = 0

    init(_ query: Query, _ table: FeatureTable, from row: Int) {
        notes = query.notes
        hidden = table.hidden
        note = query.firstNote(from: row)
        hide = table.firstHidden(from: row)
        next = nearest
    }

    private var nearest: Int {
        var row = Int.max
        if note < notes.count { row = Int(notes[note].row) }
        if hide < hidden.count { row = min(row, Int(hidden[hide])) }
        return row
    }

    /// Leaves those before a row behind. O(log of them).
    mutating func skip(to row: Int) {
        guard next < row else { return }
        note = (note..<notes.count).partitioningIndex { Int(notes[$0].row) >= row }
        hide = (hide..<hidden.count).partitioningIndex { Int(hidden[$0]) >= row }
        next = nearest
    }

    /// Goes on to the next, and returns the note of the one left behind; `nil` when it is not to be suggested.
    mutating func takeNext() -> RowNote? {
        var found: RowNote?
        if note < notes.count, Int(notes[note].row) == next {
            if !notes[note].isBanned, !notes[note].isPlaying { found = notes[note] }
            note += 1
        }
        if hide < hidden.count, Int(hidden[hide]) == next {
            hide += 1
            found = nil
        }
        next = nearest
        return found
    }
}
