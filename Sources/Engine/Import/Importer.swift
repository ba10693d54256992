public import AudioAnalysis
public import Library
public import Ranking

/// Brings folders of samples into a library.
///
/// Incremental: a file whose size and modification time are as stored is not opened, nor is one that only moved
/// (``ImportPlan``). Restartable: results are stored in
/// small transactions as they come, so after a kill the next run goes on where this one stopped. Memory does not grow with the
/// number of files: they are walked again for each thing that is to be done with them, and ``ImportOptions/jobs`` are in work.
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
        var roots: [WalkRoot] = []
        for folder in folders { roots.append(try WalkRoot(folder)) }
        let plan = try await ImportPlan(roots, store: store, again: options.again) { places in
            await saved(try await store.record(places))
        }
        var tally = ImportTally(files: plan.files, problems: plan.problems, start: start)
        let chain = EmbeddingChain(embedders)
        var batch = ImportBatch(store: store, again: options.again, at: start)
        tally.passOver(plan)
        try await miss(plan, &tally, at: time, saved)
        var news = NewFiles(plan, store: store)
        try await listen({ try await news.next() }, &tally, &batch, chain, at: time, progress, saved)
        try await embedLacking(&tally, &batch, chain, progress, saved)
        try await store.add(folders: roots.filter(\.isFolder).map(\.path))
        return tally.summary(at: elapsed(), of: chain)
    }

    /// Carries out a plan, but of its new files listens only to `files`, without a look at what the library lacks elsewhere.
    ///
    /// - Parameter heard: told what came of every file that was listened to.
    func run(
        _ plan: ImportPlan, files: [SoundFile], problems: [ImportProblem], at time: UnixTime,
        heard: (Listened) -> Void, saved: @Sendable (LibraryChange) async -> Void
    ) async throws -> ImportSummary {
        let start = elapsed()
        let count = files.count + plan.unchanged + plan.moved + plan.restored
        var tally = ImportTally(files: count, problems: problems, start: start)
        let chain = EmbeddingChain(embedders)
        var batch = ImportBatch(store: store, again: options.again, at: start)
        tally.passOver(plan)
        try await miss(plan, &tally, at: time, saved)
        var waiting = files.makeIterator()
        try await listen({ waiting.next() }, &tally, &batch, chain, at: time, { _ in }, saved, heard: heard)
        return tally.summary(at: elapsed(), of: chain)
    }

    /// What is to be done with what is in folders; what was moved or is back is recorded at once.
    func plan(
        _ roots: [WalkRoot], emptied: Set<String>, saved: @Sendable (LibraryChange) async -> Void,
        new: (SoundFile) -> Void
    ) async throws -> ImportPlan {
        try await ImportPlan(
            roots, store: store, emptied: emptied, found: { await saved(try await store.record($0)) }, new: new)
    }

    /// Marks what is gone. What moved is recorded in its new place by then, so that it is never unlisted.
    private func miss(
        _ plan: ImportPlan, _ tally: inout ImportTally, at time: UnixTime,
        _ saved: @Sendable (LibraryChange) async -> Void
    ) async throws {
        guard plan.gone > 0 else { return }
        var lost = LostPlaces(plan, store: store)
        while let page = try await lost.nextPage() {
            tally.addMissing(page.count)
            await saved(try await store.miss(places: page, at: time))
        }
    }

    private func listen(
        _ next: () async throws -> SoundFile?, _ tally: inout ImportTally, _ batch: inout ImportBatch,
        _ chain: EmbeddingChain, at time: UnixTime, _ progress: @Sendable (ImportProgress) -> Void,
        _ saved: @Sendable (LibraryChange) async -> Void, heard: (Listened) -> Void = { _ in }
    ) async throws {
        progress(tally.progress(at: elapsed(), downgrades: []))
        try await each(next) { [pool] file in
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
        _ tally: inout ImportTally, _ batch: inout ImportBatch, _ chain: EmbeddingChain,
        _ progress: @Sendable (ImportProgress) -> Void, _ saved: @Sendable (LibraryChange) async -> Void
    ) async throws {
        for (preference, space) in chain.spaces.enumerated() where !chain.isAway(space) {
            let enough = Array(chain.spaces.prefix(preference + 1))
            // What this import asked for already, and was refused, would be refused again.
            let refused = chain.refused(by: space)
            var waiting = LackingPlaces(enough, store: store, except: refused)
            tally.expect(embedding: try await waiting.count())
            try await each({ try await waiting.next() }) { place in
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
        _ next: () async throws -> Item?, _ work: @escaping @Sendable (Item) async -> Result,
        then: (Result) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Result.self) { group in
            var running = 0
            var isOver = false
            repeat {
                while running < options.jobs, !isOver, !Task.isCancelled {
                    guard let item = try await next() else {
                        isOver = true
                        break
                    }
                    group.addTask { await work(item) }
                    running += 1
                }
                guard let result = try await group.next() else { break }
                running -= 1
                try await then(result)
            } while running > 0 || !isOver && !Task.isCancelled
        }
    }
}

/// What came of listening to one file.
struct Listened: Sendable {
    let file: SoundFile
    let heard: Heard
    var embedded: EmbeddedSound?
}
