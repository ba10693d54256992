public import Ranking
import Sessions
import Streaming
import Synchronization

extension Engine {
    /// Takes back every stream ticket that a caller was given until now, at every node, and ends the caller's streams: who has a
    /// token comes back with it.
    public func revokeTickets(of subject: String) async throws {
        let now = clock.now()
        try await share(.revoked(subject, until: now)) { try await revoke(subject, until: now) }
    }

    /// Whether a ticket was taken back.
    public func isRevoked(ticketOf subject: String, issuedAt moment: UnixTime) -> Bool {
        revocations.withLock { $0.covers(subject, issuedAt: moment) }
    }

    func revoke(_ subject: String, until moment: UnixTime) async throws {
        let isNews = revocations.withLock { $0.revoke(subject, until: moment, at: clock.now()) }
        guard isNews else { return }
        parts.feed.revoke(caller: subject)
        if let store = parts.revocations { try await durably { try await store.revoke(subject, until: moment) } }
    }

    /// Takes up what was taken back before this process began.
    func restoreRevocations() async throws {
        guard let store = parts.revocations else { return }
        let now = clock.now()
        for (subject, moment) in try await store.revocations(since: now + -TicketRevocations.memory) {
            _ = revocations.withLock { $0.revoke(subject, until: moment, at: now) }
        }
    }
}
