import Ranking
import Sessions
import Testing

@Suite("Tickets that were taken back")
struct TicketRevocationTests {
    private static func revoke(
        _ revocations: inout TicketRevocations, _ subject: String, until moment: Double, at now: Double
    ) -> Bool {
        revocations.revoke(subject, until: UnixTime(moment), at: UnixTime(now))
    }

    @Test("what was issued until then is worth nothing, what comes later and what others have is")
    func covers() {
        var revocations = TicketRevocations()
        let isNews = Self.revoke(&revocations, "ana", until: 100, at: 100)
        #expect(isNews)
        #expect(revocations.covers("ana", issuedAt: UnixTime(99)))
        #expect(revocations.covers("ana", issuedAt: UnixTime(100)))
        #expect(!revocations.covers("ana", issuedAt: UnixTime(100.001)))
        #expect(!revocations.covers("bob", issuedAt: UnixTime(99)))
    }

    @Test("an older revocation is no news, and one that no living ticket can be older than is forgotten")
    func forgets() {
        var revocations = TicketRevocations()
        let later = 110 + TicketRevocations.memory
        let news = [
            Self.revoke(&revocations, "ana", until: 100, at: 100),
            Self.revoke(&revocations, "ana", until: 90, at: 101),
            Self.revoke(&revocations, "ana", until: 110, at: 111),
            Self.revoke(&revocations, "bob", until: 105, at: later),
            Self.revoke(&revocations, "bob", until: later, at: later),
        ]
        #expect(news == [true, false, true, false, true])
        #expect(!revocations.covers("ana", issuedAt: UnixTime(100)))
    }
}
