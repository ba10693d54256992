import AudioAnalysis
import Library
import Ranking

/// The counting of an import.
struct ImportTally {
    private let files: Int
    private let start: Duration
    private var imported = 0
    private var unchanged = 0
    private var moved = 0
    private var restored = 0
    private var missing = 0
    /// What is dealt with without listening.
    private var passedOver: Int
    /// Files that were listened to.
    private var heard = 0
    private var bytes: Int64 = 0
    private var current = ""
    private var lastProblem: ImportProblem?
    private var problems: [ImportProblem]
    /// Known sounds that get a vector, all and so far.
    private var embedding = 0
    private var embedded = 0

    /// - Parameter problems: what the walk could not use. These are not among `files`, and are counted with them.
    init(files: Int, problems: [ImportProblem], start: Duration) {
        self.files = files + problems.count
        passedOver = problems.count
        self.problems = problems
        self.start = start
    }

    mutating func passOver(_ plan: ImportPlan) {
        passedOver += plan.unchanged + plan.moved + plan.restored
        unchanged = plan.unchanged
        moved = plan.moved
        restored = plan.restored
    }

    mutating func addMissing(_ count: Int) { missing += count }

    mutating func add(_ listened: Listened) {
        let file = listened.file
        current = file.folders.dropFirst().joined(separator: "/")
        current += (current.isEmpty ? "" : "/") + (file.path.split(separator: "/").last ?? "")
        bytes += file.stamp.size
        heard += 1
        lastProblem = nil
        switch listened.heard {
        case .sound: imported += 1
        case .same: unchanged += 1
        case .broken(let error):
            let problem = ImportProblem(path: file.path, reason: error.reason)
            lastProblem = problem
            problems.append(problem)
        }
    }

    /// Known sounds are about to get a vector.
    mutating func expect(embedding count: Int) { embedding += count }

    mutating func addEmbedding() { embedded += 1 }

    func progress(at now: Duration, downgrades: [ImportDowngrade]) -> ImportProgress {
        let seconds = (now - start) / .seconds(1)
        let analysed = heard + embedded
        let rate = analysed > 0 && seconds > 0 ? Double(analysed) / seconds : 0
        let done = analysed + passedOver
        // Files may have come since they were counted.
        let total = max(done, files + embedding)
        return ImportProgress(
            done: done, total: total, bytes: bytes, imported: imported, unchanged: unchanged,
            skipped: problems.count,
            filesPerSecond: rate, remainingSeconds: rate > 0 ? Double(total - done) / rate : nil,
            current: current,
            problem: lastProblem, downgrades: downgrades)
    }

    func summary(at now: Duration, of chain: EmbeddingChain) -> ImportSummary {
        ImportSummary(
            imported: imported, unchanged: unchanged, skipped: problems.count, files: files,
            seconds: (now - start) / .seconds(1), problems: problems.sorted { $0.path < $1.path }, moved: moved,
            restored: restored, missing: missing,
            downgrades: chain.downgrades, refusals: chain.refusals)
    }
}
