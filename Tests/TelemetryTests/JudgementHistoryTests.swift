import Ranking
import Telemetry
import Testing

@Suite("Judgements and what takes them back")
struct JudgementHistoryTests {
    /// A history of one session that remembers what each undo took back.
    private struct Told {
        var history = JudgementHistory()
        let song: SessionID

        init() throws { song = try #require(SessionID("song")) }

        @discardableResult
        mutating func take(_ kind: TelemetryKind, _ sample: String, set: String = "s", at time: Double) -> Double? {
            history.take(kind, of: SampleID(sample), set: set, session: song, at: UnixTime(time))?.at.seconds
        }

        var standing: [Double] { history.standing.map(\.at.seconds) }
    }

    @Test("an undo takes back the newest judgement of its sample in its set, once")
    func newest() throws {
        var told = try Told()
        told.take(.accept, "a", at: 1)
        told.take(.accept, "a", set: "other", at: 2)
        told.take(.skip, "a", at: 3)
        told.take(.accept, "b", at: 4)
        #expect(told.take(.undo, "a", at: 5) == 3)
        #expect(told.take(.undo, "a", at: 6) == nil)
        #expect(told.standing == [1, 2, 4])
        told.take(.accept, "a", at: 7)
        #expect(told.take(.undo, "a", at: 8) == 7)
        #expect(told.standing == [1, 2, 4])
    }

    @Test("views, previews, and an undo of nothing change nothing")
    func nothing() throws {
        var told = try Told()
        told.take(.view, "a", at: 1)
        told.take(.preview, "a", at: 2)
        #expect(told.take(.undo, "a", at: 3) == nil)
        #expect(told.standing.isEmpty)
    }
}
