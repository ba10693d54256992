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
    private let current = Mutex<ScanState?>(nil)
    let requests: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() { (requests, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1)) }

    var state: ScanState? { current.withLock { $0 } }

    /// - Throws: ``EngineError/scanRunning``, ``EngineError/unreadableFolder(_:)``.
    func start(_ folder: String, at now: UnixTime) throws(EngineError) -> ScanState {
        guard (try? FileManager.default.contentsOfDirectory(atPath: folder)) != nil else {
            throw .unreadableFolder(folder)
        }
        let started = current.withLock { current -> ScanState? in
            if current?.phase == .running { return nil }
            let state = ScanState(folder: folder, phase: .running, done: 0, total: 0, skipped: 0, startedAt: now)
            current = state
            return state
        }
        guard let started else { throw .scanRunning }
        continuation.yield(folder)
        return started
    }

    func change(_ body: (inout ScanState) -> Void) {
        current.withLock { current in
            guard var state = current else { return }
            body(&state)
            current = state
        }
    }
}
