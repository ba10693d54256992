import Synchronization

extension Feed {
    /// Whether any stream would be woken by this session's topics.
    public func isWatched(session: String) -> Bool {
        state.withLock { state in
            !state.everywhere.isEmpty || state.isNamed(session)
        }
    }

    /// Whether any stream asked for this session by its name.
    public func isNamed(session: String) -> Bool {
        state.withLock { $0.isNamed(session) }
    }

    /// Whether the streams are being ended for a shutdown.
    public var isDraining: Bool { state.withLock { $0.isDraining } }
}

extension FeedState {
    fileprivate func isNamed(_ session: String) -> Bool {
        guard let slot = slotOf[.suggestions(session)] else { return false }
        return !slots[slot].watchers.isEmpty
    }
}
