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

    /// Ends every stream of a caller with `reauth`.
    /// - Complexity: O(streams of the caller).
    public func revoke(caller: String) {
        locked { state, now, waking in state.revoke(caller, at: now, waking: &waking) }
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
