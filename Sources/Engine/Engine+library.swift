public import Library
import NIOCore
public import Ranking
import SampleIndex
import Streaming
import Synchronization

/// `GET /v1/library` as a value.
public struct LibraryState: Sendable {
    public var summary: LibrarySummary
    /// Rows in the index that answers are ranked from.
    public var rows: Int
    /// The scan that runs, or the last one.
    public var scan: ScanState?
}

extension Engine {
    public func samples(_ query: SampleQuery) async throws -> SamplePage {
        try await parts.library.page(query)
    }

    public func sample(_ id: SampleID) async throws -> Sound? {
        try await parts.library.sounds([id]).first
    }

    /// Sets or clears a person's corrections; every list it can change is ranked again before this returns.
    public func correct(_ id: SampleID, _ correction: Correction) async throws -> Sound? {
        let stored = try await durably { try await parts.library.correct(id, correction) }
        guard let corrected = stored else { return nil }
        try await reloadLibrary()
        return corrected
    }

    public func library() async throws -> LibraryState {
        LibraryState(summary: try await parts.library.summary(), rows: snapshot.count, scan: scans.state)
    }

    /// Starts importing a folder of this machine; progress goes over the `library` topic.
    public func startScan(folder: String) throws -> ScanState {
        try scans.start(folder, at: clock.now())
    }

    /// Builds a new snapshot from the store, swaps it in whole, tells the streams and ranks every watched list again.
    ///
    /// Reloads overlap: a correction may arrive while an import is followed. One that began to read earlier never replaces
    /// the result of one that began later.
    func reloadLibrary() async throws {
        let arrival = clock.nanoseconds()
        let number = index.withLock { $0.begin() }
        let sounds = try await parts.library.allSounds()
        let new = try IndexSnapshot(sounds)
        guard let old = index.withLock({ $0.show(new, of: number) }) else { return }
        var (added, changed) = (0, 0)
        for sound in sounds {
            guard let known = old.sample(sound.facts.id) else { added += 1; continue }
            if known != sound.facts { changed += 1 }
        }
        let removed = old.count + added - new.count
        guard added + changed + removed > 0 else { return }
        announceLibrary(added: added, changed: changed, removed: removed)
        refreshAll(since: arrival)
    }

    /// The `library` event: what changed, how many rows there are, and the scan if one runs.
    func announceLibrary(added: Int = 0, changed: Int = 0, removed: Int = 0) {
        let data = JSONWriter.object(capacity: 256) { json in
            json.member("added", added)
            json.member("changed", changed)
            json.member("removed", removed)
            json.member("rows", snapshot.count)
            if let scan = scans.state {
                json.key("scan")
                json.scan(scan)
            }
        }
        parts.feed.publish(.library, event: "library", data: data)
    }
}

extension JSONWriter {
    package mutating func scan(_ scan: ScanState) {
        object { json in
            json.member("folder", scan.folder)
            json.member("phase", scan.phase.rawValue)
            json.member("done", scan.done)
            json.member("total", scan.total)
            json.member("skipped", scan.skipped)
            json.member("started_at", scan.startedAt.rfc3339)
            json.member("error", scan.error)
        }
    }
}
