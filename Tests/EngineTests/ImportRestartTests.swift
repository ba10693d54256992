import AttuneTesting
import Engine
import Library
import Ranking
import Synchronization
import Testing

@Suite struct ImportRestartTests {
    let folder: ImportFolder
    let store = InMemoryLibraryStore()

    init() throws { folder = try ImportFolder() }

    @Test("an import that is interrupted keeps what it stored, and the next one goes on from there")
    func restart() async throws {
        for i in 0..<40 { try folder.sound("s\(i).wav", pitch: 100 + Double(i) * 20) }
        let importer = Importer(store: store, options: ImportOptions(jobs: 2, batchSize: 4))
        let path = folder.path
        let task = Task {
            try await importer.run(folders: [path], at: UnixTime(1)) { progress in
                guard progress.done == 13 else { return }
                unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        let kept = try await store.allSounds().count
        #expect(kept >= 13 && kept < 40)
        let rest = try await importer.run(folders: [folder.path], at: UnixTime(2))
        #expect(rest.unchanged == kept && rest.imported == 40 - kept)
        #expect(try await store.allSounds().count == 40)
    }

    @Test("results are stored in batches, and each is announced with what it changed")
    func batches() async throws {
        for i in 0..<20 { try folder.sound("s\(i).wav", pitch: 100 + Double(i) * 20) }
        let options = ImportOptions(jobs: 2, batchSize: 8, batchInterval: .seconds(1_000))
        let importer = Importer(store: store, options: options)
        let added = Mutex<[Int]>([])
        let counts = Mutex<[ImportProgress]>([])
        _ = try await importer.run(
            folders: [folder.path], at: UnixTime(1), progress: { progress in counts.withLock { $0.append(progress) } },
            saved: { change in added.withLock { $0.append(change.added.count) } })
        #expect(added.withLock { $0 } == [8, 8, 4])
        let progress = counts.withLock { $0 }
        #expect(progress.map(\.done) == Array(0...20))
        #expect(progress.allSatisfy { $0.total == 20 })
        #expect(progress.last?.remainingSeconds == 0)
        #expect(progress.last?.current.hasSuffix(".wav") == true)
    }

    @Test("a slow import stores what it has after the interval, however few")
    func interval() async throws {
        for i in 0..<5 { try folder.sound("s\(i).wav", pitch: 100 + Double(i) * 20) }
        // Every look at the clock finds ten more seconds gone.
        let seconds = Mutex(0)
        let importer = Importer(
            store: store, options: ImportOptions(jobs: 1, batchSize: 100),
            elapsed: {
                seconds.withLock {
                    $0 += 10; return .seconds($0)
                }
            })
        _ = try await importer.run(folders: [folder.path], at: UnixTime(1))
        #expect(store.transactions == 5)
    }
}
