import Synchronization

extension Feed {
    /// Whether any stream would be woken by this session's topics.
    public func isWatched(session: String) -> Bool {
        state.withLock { state in
            if !state.everywhere.isEmpty { return true }
            guard let slot = state.slotOf[.suggestions(session)] else { return false }
            return !state.slots[slot].watchers.isEmpty
        }
    }

    /// Whether the streams are being ended for a shutdown.
    public var isDraining: Bool { state.withLock { $0.isDraining } }
}
