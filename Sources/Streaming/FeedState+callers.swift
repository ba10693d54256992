extension FeedState {
    /// Before a caller's next stream: at the cap, ends the one that was served the longest ago; of equals, the oldest. A
    /// stream that is on its way out counts no more, and one that is just being opened is not stale.
    /// - Complexity: O(streams of the caller), which the cap bounds.
    mutating func makeRoom(for caller: String, at now: Int64, waking: inout Woken) {
        let standing = indicesOf[caller, default: []].filter { table[$0].subscriber?.endReason != .displaced }
        guard standing.count >= settings.maxStreamsPerCaller else { return }
        let opened = standing.filter { table[$0].subscriber?.isOpening == false }
        let stalest = (opened.isEmpty ? standing : opened).min {
            (table[$0].subscriber?.delivered ?? 0) < (table[$1].subscriber?.delivered ?? 0)
        }
        guard let stalest else { return }
        end(stalest, at: now, reason: .displaced)
        wakeOrPace(stalest, at: now, waking: &waking)
    }

    /// Ends a caller's streams, which are told to ask for leave again.
    mutating func revoke(_ caller: String, at now: Int64, waking: inout Woken) {
        for index in indicesOf[caller, default: []] {
            end(index, at: now, reason: .revoked)
            wakeOrPace(index, at: now, waking: &waking)
        }
    }

    mutating func forget(_ index: Int, of caller: String) {
        indicesOf[caller]?.removeAll { $0 == index }
        if indicesOf[caller]?.isEmpty == true { indicesOf[caller] = nil }
    }
}
