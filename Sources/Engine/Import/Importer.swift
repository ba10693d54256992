public import AudioAnalysis
public import Library
public import Ranking

/// Brings folders of samples into a library.
///
/// Incremental: a file whose size and modification time are as stored is not opened. Restartable: results are stored in
/// small transactions as they come, so after a kill the next run goes on where this one stopped. Memory is bounded by the
/// list of paths and by ``ImportOptions/jobs`` files in work.
public struct Importer: Sendable {
    private let store: any LibraryStore
    private let pool: AnalysisPool
    private let options: ImportOptions
    private let elapsed: @Sendable () -> Duration

    /// - Parameter elapsed: time since any fixed moment, for rates and batches.
    public init(
        store: any LibraryStore, options: ImportOptions, analyser: AudioAnalyser = AudioAnalyser(),
        elapsed: @escaping @Sendable () -> Duration = { ContinuousClock.now - Self.epoch }
    ) {
        self.store = store
        self.options = options
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
        var tally = ImportTally(files: walk.files.count, problems: walk.problems, start: start)
        let changed = try await changedFiles(among: walk.files)
        tally.passOver(walk.files.count - changed.count)
        progress(tally.progress(at: elapsed()))

        var batch = ImportBatch(store: store, at: start)
        try await withThrowingTaskGroup(of: Listened.self) { group in
            var waiting = changed.makeIterator()
            func startNext() {
                guard !Task.isCancelled, let file = waiting.next() else { return }
                let pool = pool
                group.addTask { Listened(file: file, result: await pool.analyse(file)) }
            }
            for _ in 0..<options.jobs { startNext() }
            while let listened = try await group.next() {
                startNext()
                tally.add(listened)
                if case .success(let audio) = listened.result {
                    batch.add(Sound(audio, file: listened.file, addedAt: time), file: listened.file)
                }
                let now = elapsed()
                progress(tally.progress(at: now))
                if batch.isDue(at: now, options: options) { await saved(try await batch.save(at: now)) }
            }
        }
        await saved(try await batch.save(at: elapsed()))
        try Task.checkCancellation()
        return tally.summary(at: elapsed())
    }

    private func changedFiles(among files: [SoundFile]) async throws -> [SoundFile] {
        let known = try await store.places(under: "")
        return files.filter { known[$0.path]?.stamp != $0.stamp }
    }
}

/// What came of listening to one file.
struct Listened: Sendable {
    let file: SoundFile
    let result: Result<AnalysedAudio, AudioFileError>
}
