import Foundation
public import Ranking
import Synchronization

/// An import that the server runs.
public struct ScanState: Hashable, Sendable {
    public enum Phase: String, Hashable, Sendable { case running, done, failed }

    public var folder: String
    public var phase: Phase
    /// Files finished and files found.
    public var done: Int
    public var total: Int
    /// Files named as broken.
    public var skipped: Int
    public var startedAt: UnixTime
    /// Embedders that could not be used, and why.
    public var downgrades: [ImportDowngrade] = []
    /// Why it failed, for people.
    public var error: String?
}

/// Takes scan requests one at a time and remembers how the last one went.
final class ScanDesk: Sendable {
    private struct Desk {
        var current: ScanState?
        /// The folder of a scan that has not begun.
        var waiting: String?
    }

    private let desk = Mutex(Desk())

    var state: ScanState? { desk.withLock { $0.current } }

    /// The folder of the scan to carry out now, once.
    func take() -> String? { desk.withLock { $0.waiting.take() } }

    /// - Throws: ``EngineError/scanRunning``, ``EngineError/unreadableFolder(_:)``.
    func start(_ folder: String, at now: UnixTime) throws(EngineError) -> ScanState {
        guard (try? FileManager.default.contentsOfDirectory(atPath: folder)) != nil else {
            throw .unreadableFolder(folder)
        }
        let started = desk.withLock { desk -> ScanState? in
            if desk.current?.phase == .running { return nil }
            let state = ScanState(folder: folder, phase: .running, done: 0, total: 0, skipped: 0, startedAt: now)
            desk.current = state
            desk.waiting = folder
            return state
        }
        guard let started else { throw .scanRunning }
        return started
    }

    func change(_ body: (inout ScanState) -> Void) {
        desk.withLock { desk in
            guard var state = desk.current else { return }
            body(&state)
            desk.current = state
        }
    }
}
