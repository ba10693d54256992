public import Foundation
import Library
import Music
import Ranking

/// The figures of one run, named as `attune bench index --json` prints them.
public struct IndexBenchmarkResult: Hashable, Sendable, Codable {
    public var rows: Int
    public var dimension: Int
    public var queries: Int
    /// Milliseconds of one fused, filtered top 10 with reasons.
    public var p50: Double
    public var p99: Double
    /// Of which the search alone took: filters, terms and scan, without composing the list and wording its reasons.
    public var searchP50: Double
    /// The part of a double-precision brute force's top 10 that was found, 0…1; 1 is exact.
    public var recall: Double
    /// Further requests of every kind that were answered by brute force too, and how many of them got another list.
    public var checked: Int
    public var otherLists: Int
    /// Rows that passed the filters, mean over the queries.
    public var eligibleRows: Double
    /// Resident set of the process once only the index is left.
    public var residentMiB: Double
    /// Seconds from sounds to an index file.
    public var buildSeconds: Double
    /// Seconds from the file to an index that answers.
    public var openSeconds: Double
    /// Milliseconds of one top 10 over every row, and the 99th percentile.
    public var unfilteredP50: Double
    public var unfilteredP99: Double
    /// Milliseconds until one more sample is in the index that answers, and the slowest of them.
    public var changeP50: Double
    public var changeMax: Double
    /// The longest that a reader waited for the newest snapshot while they came, milliseconds.
    public var readerPauseMax: Double
    /// Milliseconds to see whether one more sample reaches a list.
    public var reach: Double
    /// Milliseconds a list, mean, when eight sessions are ranked in one pass, and one by one.
    public var together: Double
    public var apart: Double

    enum CodingKeys: String, CodingKey {
        case rows, queries, recall, checked
        case otherLists = "other_lists"
        case dimension = "dim"
        case p50 = "p50_ms"
        case p99 = "p99_ms"
        case searchP50 = "search_p50_ms"
        case eligibleRows = "eligible_rows"
        case residentMiB = "resident_mib"
        case buildSeconds = "build_s"
        case openSeconds = "open_s"
        case unfilteredP50 = "unfiltered_p50_ms"
        case unfilteredP99 = "unfiltered_p99_ms"
        case changeP50 = "change_p50_ms"
        case changeMax = "change_max_ms"
        case readerPauseMax = "reader_pause_max_ms"
        case reach = "reach_ms"
        case together = "together_ms"
        case apart = "apart_ms"
    }
}

/// The index benchmark: a synthetic library, random sessions whose filters leave about a given part of it, one thread.
public enum IndexBenchmark {
    /// How many of the queries are also answered by brute force, fewer the longer one takes.
    static func checked(_ rows: Int) -> Int { min(50, max(5, 10_000_000 / max(rows, 1))) }

    /// - Parameters:
    ///   - eligible: the part of the rows that should pass the filters, 0…1; reached by choosing the tempo tolerance.
    ///   - queries: timed rankings, each of another random session; a tenth as many run before as a warm-up.
    ///   - checked: how many requests of every kind (``SyntheticLibrary/barerRequest(over:number:)``) are also answered by
    ///     brute force and compared place by place; `nil` for some.
    ///   - path: where the index file is made; it is removed again.
    ///   - export: a folder for the vectors, queries and answers (see ``IndexExport``).
    public static func run(
        _ library: SyntheticLibrary, eligible: Double, queries: Int, checked: Int? = nil, path: String,
        export: URL? = nil
    ) throws -> IndexBenchmarkResult {
        let (rows, dim, seed) = (library.rows, library.dimension, library.seed)
        let clock = ContinuousClock()
        defer { unsafe unlink(path) }
        var start = clock.now
        _ = try IndexSnapshot.build(library, at: path, version: LibraryVersion())
        let build = (clock.now - start) / .seconds(1)
        start = clock.now
        let snapshot = try IndexSnapshot(opening: path)
        let open = (clock.now - start) / .seconds(1)
        MappedBytes.returnFreedMemory()
        let samples = snapshot.samples
        let tolerance = tolerance(leaving: eligible, of: snapshot, library, samples, seed: seed)
        func request(_ number: Int) -> RankingRequest {
            library.request(over: samples, tolerance: tolerance, seed: seed &+ UInt64(number) &+ 1)
        }
        for number in 0..<max(queries / 10, 20) { _ = snapshot.rank(request(queries + number)) }
        var eligibleRows = 0
        var searches: [Double] = []
        searches.reserveCapacity(queries)
        let times = timed(queries) { number in
            let request = request(number)
            return {
                let start = clock.now
                let list = snapshot.rank(request, scanned: { searches.append((clock.now - start) / .milliseconds(1)) })
                eligibleRows += list.eligibleRows
            }
        }
        let unfiltered = timed(min(queries, 100)) { number in
            let like = samples[samples.index(samples.startIndex, offsetBy: number * 7_919 % rows)].id
            return {
                _ = snapshot.similar(to: like, limit: 10, context: nil, taste: TasteProfile(), now: library.newest)
            }
        }
        let newcomers = SyntheticLibrary(rows: 100, dimension: dim, seed: seed &+ 1).sounds()
        let changes = try LiveBenchmark.changes(snapshot, newcomers)
        let few = (0..<min(queries, 200)).map(request)
        let reach = try LiveBenchmark.reach(snapshot, newcomers[0], few)
        let together = LiveBenchmark.together(snapshot, few)
        let apart = ContinuousClock().measure { for request in few { _ = snapshot.rank(request) } }
        if let export { try IndexExport.write(snapshot, (0..<queries).map(request), to: export) }
        // Before the brute force, which holds every sample's facts, and without what the changes left behind.
        MappedBytes.returnFreedMemory()
        let resident = residentMiB()
        let reference = ReferenceRanking(snapshot)
        let some = min(Self.checked(rows), queries)
        let compared = checked ?? some
        return IndexBenchmarkResult(
            rows: rows, dimension: dim, queries: queries, p50: percentile(times, 0.5), p99: percentile(times, 0.99),
            searchP50: percentile(searches.sorted(), 0.5), recall: recall(snapshot, reference, (0..<some).map(request)),
            checked: compared,
            otherLists: otherLists(snapshot, reference, library, compared),
            eligibleRows: Double(eligibleRows) / Double(max(queries, 1)), residentMiB: resident,
            buildSeconds: build, openSeconds: open, unfilteredP50: percentile(unfiltered, 0.5),
            unfilteredP99: percentile(unfiltered, 0.99), changeP50: percentile(changes.times, 0.5),
            changeMax: changes.times.last ?? 0, readerPauseMax: changes.pause, reach: reach, together: together,
            apart: apart / .milliseconds(1) / Double(max(few.count, 1)))
    }

    /// Milliseconds of each run of what `prepare` returns, ascending; the preparation is not timed.
    private static func timed(_ runs: Int, prepare: (Int) -> () -> Void) -> [Double] {
        let clock = ContinuousClock()
        return (0..<runs).map { number in
            let run = prepare(number)
            return clock.measure(run) / .milliseconds(1)
        }.sorted()
    }

    /// The part of the reference's list that the index returned too.
    private static func recall(
        _ snapshot: IndexSnapshot, _ reference: ReferenceRanking, _ requests: [RankingRequest]
    ) -> Double {
        var wanted = 0
        var found = 0
        for request in requests {
            let ranked = Set(snapshot.rank(request).suggestions.map(\.sample.id))
            let best = reference.best(request)
            wanted += best.count
            found += best.count { ranked.contains($0.id) }
        }
        return wanted == 0 ? 1 : Double(found) / Double(wanted)
    }

    /// How many of `count` requests get another list than the reference's; a third of them have a list on the screen.
    private static func otherLists(
        _ snapshot: IndexSnapshot, _ reference: ReferenceRanking, _ library: SyntheticLibrary, _ count: Int
    ) -> Int {
        let samples = snapshot.samples
        return (0..<count).count { number in
            var request = library.barerRequest(over: samples, number: number)
            if number % 3 == 0 { request.previous = snapshot.rank(request).suggestions.map(\.sample.id).reversed() }
            return reference.answer(request).differs(from: snapshot.rank(request)) != nil
        }
    }

    /// Bisects the tempo tolerance, 0…40 BPM, until the mean part of eligible rows is near `part`.
    private static func tolerance(
        leaving part: Double, of snapshot: IndexSnapshot, _ library: SyntheticLibrary,
        _ samples: some RandomAccessCollection<SampleFacts>, seed: UInt64
    ) -> Double {
        var (low, high) = (0.0, 40.0)
        for _ in 0..<12 {
            let middle = (low + high) / 2
            var passing = 0
            for number in 0..<100 {
                let request = library.request(over: samples, tolerance: middle, seed: seed &+ UInt64(number) &+ 1)
                let filters = Filters(request.context)
                passing += snapshot.segments[0].ranges(passing: filters).reduce(0) { $0 + $1.count }
            }
            if Double(passing) / 100 > part * Double(library.rows) { high = middle } else { low = middle }
        }
        return (low + high) / 2
    }

    private static func percentile(_ sorted: [Double], _ part: Double) -> Double {
        guard let last = sorted.indices.last else { return 0 }
        return sorted[min(last, Int((Double(sorted.count) * part).rounded(.up)) - 1)]
    }

    /// From `/proc/self/status`; 0 where there is none.
    private static func residentMiB() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1_024
    }
}
