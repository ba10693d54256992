public import Library
import Logging
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
    /// How the imported folders are followed; `nil` when they are not.
    public var following: FollowState?
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
        LibraryState(
            summary: try await parts.library.summary(), rows: snapshot.count, scan: scans.state,
            following: following.withLock { $0 })
    }

    /// Starts importing a folder of this machine; progress goes over the `library` topic.
    public func startScan(folder: String) throws -> ScanState {
        try scans.start(folder, at: clock.now())
    }

    /// Takes what changed in the store into the index, tells the streams and ranks the lists again that it reaches.
    /// O(what changed since the index file was made).
    ///
    /// Reloads overlap: a correction may arrive while an import is followed. One that began to read earlier never replaces
    /// the result of one that began later.
    func reloadLibrary() async throws {
        let arrival = clock.nanoseconds()
        let number = index.withLock { $0.begin() }
        let new = try await home.updated(snapshot)
        guard let old = index.withLock({ $0.show(new, of: number) }) else { return }
        if new.isWorn { rebuilds.request() }
        let changes = new.changes(from: old)
        guard !changes.isEmpty else { return }
        announceLibrary(
            added: changes.added.count, changed: changes.changed.count, removed: changes.removed.count)
        refreshReached(by: changes, in: new, since: arrival)
    }

    /// Makes new index files when the shown one is worn, until cancelled. Readers go on with the old one meanwhile.
    func rebuildWornIndex() async {
        rebuilds.request()
        for await _ in rebuilds.requests where snapshot.isWorn {
            do {
                let arrival = clock.nanoseconds()
                let built = try await home.rebuilt(after: snapshot)
                let number = index.withLock { $0.begin() }
                let new = try await home.updated(built)
                // Vectors that waited for this file bring samples nearer to what is playing.
                if index.withLock({ $0.show(new, of: number) }) != nil { refreshAll(since: arrival) }
            } catch {
                parts.logger.error("the index was not built anew", metadata: ["error": "\(error)"])
            }
        }
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
            json.key("downgrades")
            json.array(scan.downgrades) { json, downgrade in
                json.object { json in
                    json.member("space", downgrade.space.rawValue)
                    json.member("reason", downgrade.reason)
                }
            }
            json.member("error", scan.error)
        }
    }
}
