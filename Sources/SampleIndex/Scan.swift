import Music
import Ranking

/// What a scan found, and how far it came.
struct Scanned {
    /// Rows that nothing forbids and that may be among the best wanted, in no particular order.
    var rows: [ScoredRow] = []
    /// Rows that nothing forbids, whatever they score.
    var allowed = 0
    /// Rows that were looked at, of all that pass the filters.
    var looked = 0
    var all = 0
    /// Whether the time was up before the end.
    var isCut = false

    /// Whether every allowed row is among ``rows``.
    var isWhole: Bool { rows.count == allowed }
}

/// One query's way over the rows.
struct ScanPass {
    private let query: Query
    private let targets: [EmbeddingSpace: TargetVector]
    private let roles: Set<Role>?
    /// The rows that pass the filters, as ascending ranges for each segment.
    let ranges: [[Range<Int>]]
    private(set) var scanned = Scanned()
    private let best: Int
    private var floor: ScoreFloor
    private var bounds: [Float] = []
    private var sparse: [Float] = []
    /// The range of the segment that was not yet left behind.
    private var next = 0

    /// - Parameter best: as in ``IndexSnapshot/scan(_:passing:targets:best:until:)``.
    init(
        _ query: Query, passing filters: Filters, targets: [EmbeddingSpace: TargetVector], best: Int,
        over segments: [Segment]
    ) {
        self.query = query
        self.targets = targets
        self.best = best
        roles = filters.roles
        ranges = segments.map { $0.ranges(passing: filters) }
        scanned.all = ranges.joined().reduce(0) { $0 + $1.count }
        if best == .max { scanned.rows.reserveCapacity(scanned.all) }
        // Without products the scores are exact already.
        let slack = targets.isEmpty ? 0 : IndexSnapshot.productSlack * query.weights[.similarity]
        floor = ScoreFloor(best, slack: slack)
    }

    /// Scores some rows of a segment, which follow those of the call before: bounds first, then the rows that promise most,
    /// a few at a time while the floor rises, then those that it does not rule out.
    mutating func take(_ ranges: [Range<Int>], of segment: Segment, in table: FeatureTable) {
        let count = ranges.reduce(0) { $0 + $1.count }
        scanned.looked += count
        let isBounded = best < .max && !targets.isEmpty
        if isBounded {
            if bounds.count < count { bounds = Array(repeating: 0, count: max(count, IndexSnapshot.block)) }
            segment.bounds(of: ranges, targets, into: &bounds, &sparse)
        }
        // A span of a property would hold the whole pass while the floor and the rows are written to.
        let filled = bounds
        let known = filled.span.extracting(first: isBounded ? count : 0)
        var found = query.candidates(among: ranges, in: table, bounds: known, roles: roles, floor: floor)
        var before = Int.max
        // As long as it halves what is left, so that rows which promise the same do not make a round each.
        while best < found.count, found.count <= before / 2 {
            before = found.count
            score(found.takeLeaders(best), of: segment, in: table)
            found.drop(below: floor)
        }
        if isBounded, best < found.count {
            let closer = segment.closerBounds(of: found.rows, targets)
            found.narrow(closer, weight: query.weights[.similarity], floor: floor)
        }
        scanned.allowed += found.passedOver
        score(found.rows, of: segment, in: table)
    }

    private mutating func score(_ rows: [Int32], of segment: Segment, in table: FeatureTable) {
        let cosines = targets.isEmpty ? [] : segment.cosines(of: rows, targets)
        scanned.allowed += query.score(
            rows, in: table, cosines: cosines.span, roles: roles, floor: &floor, into: &scanned.rows)
    }

    /// The time is up. A query that had no turn yet has a short one: an empty list would help nobody.
    mutating func cut(_ segments: [Segment], _ table: FeatureTable) {
        for (segment, ranges) in zip(segments, ranges) where scanned.looked == 0 {
            guard let range = ranges.first else { continue }
            take([range.prefix(IndexSnapshot.block)], of: segment, in: table)
        }
        scanned.isCut = scanned.looked < scanned.all
    }

    mutating func enterSegment() { next = 0 }

    /// Scores what passes the filters of some rows, which follow those of the call before.
    mutating func take(passing rows: Range<Int>, of segment: Segment, number: Int, in table: FeatureTable) {
        var own: [Range<Int>] = []
        while next < ranges[number].count, ranges[number][next].lowerBound < rows.upperBound {
            let part = ranges[number][next].clamped(to: rows)
            if !part.isEmpty { own.append(part) }
            guard ranges[number][next].upperBound <= rows.upperBound else { break }
            next += 1
        }
        if !own.isEmpty { take(own, of: segment, in: table) }
    }
}

extension IndexSnapshot {
    /// Rows that are bounded before any of them is looked at: what bounds read of them stays in the second-level cache until
    /// then.
    static let block = 4_096
    /// Rows that several queries are scored against before the next ones.
    private static let sharedBlock = 1_024
    /// Rows of the first block, among which the leaders are found.
    private static let firstBlock = 1_024

    /// Scores the rows that pass `filters` and no ban until the time is up. The cosines are single
    /// precision.
    ///
    /// - Parameters:
    ///   - best: how many of the best are wanted. Rows that cannot be among them, an error of ``productSlack`` considered,
    ///     are passed over; `.max` keeps every row.
    ///   - isDue: asked before each block but the first; once it says so, the rows behind are left out.
    func scan(
        _ query: Query, passing filters: Filters, targets: [EmbeddingSpace: TargetVector], best: Int = .max,
        until isDue: () -> Bool = { false }
    ) -> Scanned {
        var pass = ScanPass(query, passing: filters, targets: targets, best: best, over: segments)
        for (segment, ranges) in zip(segments, pass.ranges) {
            var chunk: [Range<Int>] = []
            var room = pass.scanned.looked == 0 ? Self.firstBlock : Self.block
            for range in ranges {
                var start = range.lowerBound
                while start < range.upperBound {
                    let end = min(start + room, range.upperBound)
                    chunk.append(start..<end)
                    room -= end - start
                    start = end
                    guard room == 0 || start == ranges.last?.upperBound else { continue }
                    if pass.scanned.looked > 0, isDue() {
                        pass.cut(segments, table)
                        return pass.scanned
                    }
                    pass.take(chunk, of: segment, in: table)
                    chunk.removeAll(keepingCapacity: true)
                    room = Self.block
                }
            }
        }
        return pass.scanned
    }

    /// The scans of several rankings in one pass: rows that several of them want are read from memory once.
    func scan(_ rankings: [Ranking], until isDue: () -> Bool) -> [Scanned] {
        var passes = rankings.map { ranking in
            ScanPass(
                ranking.query, passing: ranking.filters, targets: ranking.targets, best: ranking.policy.head,
                over: segments)
        }
        var hasBegun = false
        for (number, segment) in segments.enumerated() {
            for place in passes.indices { passes[place].enterSegment() }
            for start in stride(from: segment.range.lowerBound, to: segment.range.upperBound, by: Self.sharedBlock) {
                if hasBegun, isDue() {
                    for place in passes.indices { passes[place].cut(segments, table) }
                    return passes.map(\.scanned)
                }
                let rows = start..<min(start + Self.sharedBlock, segment.range.upperBound)
                for place in passes.indices {
                    passes[place].take(passing: rows, of: segment, number: number, in: table)
                    hasBegun = hasBegun || passes[place].scanned.looked > 0
                }
            }
        }
        return passes.map(\.scanned)
    }
}
