public import AudioAnalysis
public import Library
public import Ranking

/// Brings folders of samples into a library.
///
/// Incremental: a file whose size and modification time are as stored is not opened, nor is one that only moved
/// (``ImportPlan``). Restartable: results are stored in
/// small transactions as they come, so after a kill the next run goes on where this one stopped. Memory is bounded by the
/// list of paths and by ``ImportOptions/jobs`` files in work.
public struct Importer: Sendable {
    private let store: any LibraryStore
    private let pool: AnalysisPool
    private let options: ImportOptions
    private let embedders: [any Embedder]
    private let elapsed: @Sendable () -> Duration

    /// - Parameters:
    ///   - embedders: what gives sounds vectors beyond the fingerprint, most preferred first. Also sounds that are known
    ///     get a vector of the first, when they have none of it.
    ///   - elapsed: time since any fixed moment, for rates and batches.
    public init(
        store: any LibraryStore, options: ImportOptions, analyser: AudioAnalyser = AudioAnalyser(),
        embedders: [any Embedder] = [],
        elapsed: @escaping @Sendable () -> Duration = { ContinuousClock.now - Self.epoch }
    ) {
        self.store = store
        self.options = options
        self.embedders = embedders
        self.elapsed = elapsed
        pool = AnalysisPool(analyser: analyser)
    }

    /// The fixed moment of the default clock.
    public static let epoch = ContinuousClock.now

    /// Imports every sound below `folders`. An unreadable file is a problem in the summary, not an error.
    ///
    /// - Parameters:
    ///   - time: the added time of new samples.
    ///   - progress: told after the walk and after every file, in order, from one task.
    ///   - saved: told after every transaction what it changed, before the next starts.
    /// - Throws: ``ImportError`` when a folder cannot be walked at all; `CancellationError`, after storing what was
    ///   finished; whatever the store throws.
    public func run(
        folders: [String], at time: UnixTime, progress: @Sendable (ImportProgress) -> Void = { _ in },
        saved: @Sendable (LibraryChange) async -> Void = { _ in }
    ) async throws -> ImportSummary {
        let start = elapsed()
        var walk = FolderWalk()
        for folder in folders { try walk.walk(folder) }
        let plan = ImportPlan(
            files: walk.files, roots: walk.roots, known: try await store.places(under: ""), again: options.again)
        var tally = ImportTally(files: walk.files.count, problems: walk.problems + plan.problems, start: start)
        let chain = EmbeddingChain(embedders)
        var batch = ImportBatch(store: store, again: options.again, at: start)
        try await carryOut(plan, &tally, &batch, chain, at: time, progress, saved)
        try await embedLacking(except: Set(plan.new.map(\.path)), &tally, &batch, chain, progress, saved)
        try await store.add(folders: walk.roots)
        return tally.summary(at: elapsed(), of: chain)
    }

    /// Imports what a plan says, without a look at what the library lacks elsewhere.
    ///
    /// - Parameter heard: told what came of every file that was listened to.
    func run(
        _ plan: ImportPlan, problems: [ImportProblem], at time: UnixTime, heard: (Listened) -> Void,
        saved: @Sendable (LibraryChange) async -> Void
    ) async throws -> ImportSummary {
        let start = elapsed()
        let files = plan.new.count + plan.unchanged + plan.moved + plan.restored
        var tally = ImportTally(files: files, problems: problems, start: start)
        let chain = EmbeddingChain(embedders)
        var batch = ImportBatch(store: store, again: options.again, at: start)
        try await carryOut(plan, &tally, &batch, chain, at: time, { _ in }, saved, heard: heard)
        return tally.summary(at: elapsed(), of: chain)
    }

    /// What is to be done with what a walk found.
    func plan(_ walk: FolderWalk, emptied: Set<String>) async throws -> ImportPlan {
        ImportPlan(
            files: walk.files, roots: walk.roots, known: try await store.places(under: ""), emptied: emptied)
    }

    private func carryOut(
        _ plan: ImportPlan, _ tally: inout ImportTally, _ batch: inout ImportBatch, _ chain: EmbeddingChain,
        at time: UnixTime, _ progress: @Sendable (ImportProgress) -> Void,
        _ saved: @Sendable (LibraryChange) async -> Void, heard: (Listened) -> Void = { _ in }
    ) async throws {
        tally.passOver(plan)
        // What moved is found in its new place before it is missed in the old one, so that it is never unlisted.
        if !plan.found.isEmpty { await saved(try await store.record(plan.found)) }
        if !plan.gone.isEmpty { await saved(try await store.miss(places: plan.gone, at: time)) }
        progress(tally.progress(at: elapsed(), downgrades: []))
        try await each(plan.new) { [pool] file in
            let heard = await pool.hear(file)
            guard case .sound(let audio) = heard, !audio.fingerprint.isEmpty else {
                return Listened(file: file, heard: heard)
            }
            return Listened(
                file: file, heard: heard, embedded: await chain.embed(file.path, as: SampleID(audio.identity)))
        } then: { listened in
            tally.add(listened)
            heard(listened)
            switch listened.heard {
            case .sound(let audio): batch.add(Sound(audio, file: listened.file, addedAt: time), file: listened.file)
            case .same(let sample): batch.add(sample, file: listened.file)
            case .broken: break
            }
            if let embedded = listened.embedded { batch.add(embedded) }
            let now = elapsed()
            progress(tally.progress(at: now, downgrades: chain.downgrades))
            if batch.isDue(at: now, options: options) { await saved(try await batch.save(at: now)) }
        }
        await saved(try await batch.save(at: elapsed()))
        try Task.checkCancellation()
    }

    /// Embeds what an earlier import could not embed, or had no embedder for: by the first embedder that works.
    private func embedLacking(
        except fresh: Set<String>, _ tally: inout ImportTally, _ batch: inout ImportBatch, _ chain: EmbeddingChain,
        _ progress: @Sendable (ImportProgress) -> Void, _ saved: @Sendable (LibraryChange) async -> Void
    ) async throws {
        for (preference, space) in chain.spaces.enumerated() where !chain.isAway(space) {
            let enough = Array(chain.spaces.prefix(preference + 1))
            let waiting = try await store.places(lacking: enough).filter { !fresh.contains($0.path) }
            tally.expect(embedding: waiting.count)
            try await each(waiting) { place in
                await chain.embed(place.path, as: place.sample, only: space)
            } then: { embedded in
                tally.addEmbedding()
                if let embedded { batch.add(embedded) }
                let now = elapsed()
                progress(tally.progress(at: now, downgrades: chain.downgrades))
                if batch.isDue(at: now, options: options) { await saved(try await batch.save(at: now)) }
            }
            await saved(try await batch.save(at: elapsed()))
            try Task.checkCancellation()
            if !chain.isAway(space) { break }
        }
    }

    /// Does `work` for every item, ``ImportOptions/jobs`` at a time, and hands over each result as it comes. Once the task
    /// is cancelled nothing new is begun.
    private func each<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async -> Result, then: (Result) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Result.self) { group in
            var waiting = items.makeIterator()
            func startNext() {
                guard !Task.isCancelled, let item = waiting.next() else { return }
                group.addTask { await work(item) }
            }
            for _ in 0..<options.jobs { startNext() }
            while let result = try await group.next() {
                startNext()
                try await then(result)
            }
        }
    }
}

/// What came of listening to one file.
struct Listened: Sendable {
    let file: SoundFile
    let heard: Heard
    var embedded: EmbeddedSound?
}
