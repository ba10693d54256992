import Music
import Ranking
import SampleIndex
import Testing

@Suite("A sequence from the library")
struct SequenceTests {
    private func ids(_ snapshot: IndexSnapshot, _ request: SequenceRequest) throws -> [String] {
        try steps(snapshot, request).map(\.sample.id.rawValue)
    }

    private func steps(_ snapshot: IndexSnapshot, _ request: SequenceRequest) throws -> [SampleSequence.Step] {
        var unknown: SampleID?
        return try #require(snapshot.sequence(request, unknown: &unknown)).steps
    }

    private func wish(
        _ seeds: [String], _ count: Int, locked: [Int: String] = [:], taste: TasteProfile = TasteProfile(),
        role: Role? = nil
    ) -> SequenceRequest {
        var context = SessionContext()
        context.role = role.map { .only($0) }
        return SequenceRequest(
            seeds: seeds.map { SampleID($0) }, count: count, locked: locked.mapValues { SampleID($0) },
            context: role == nil ? nil : context, taste: taste, now: noon)
    }

    @Test("a library that is too short has its locked samples at the end, in their order")
    func short() throws {
        let snapshot = try IndexSnapshot((0..<5).map { sound("s\($0)", bpm: 100 + Double($0)) })
        let one = try ids(snapshot, wish(["s0"], 8, locked: [7: "s1"]))
        #expect(one.count == 5 && Set(one).count == 5 && one.first == "s0" && one.last == "s1")
        let two = try steps(snapshot, wish(["s0"], 8, locked: [5: "s1", 7: "s2"]))
        #expect(two.map(\.sample.id.rawValue).suffix(2) == ["s1", "s2"])
        #expect(two.map(\.isLocked) == [false, false, false, true, true])
    }

    @Test(
        "the filters of a session hold as long as they fill it; then what is relaxed says so, and is no more than it takes"
    )
    func filters() throws {
        let snapshot = try IndexSnapshot(
            (0..<6).map { sound("bass\($0)", bpm: 100 + Double($0)) }
                + (0..<20).map { sound("pad\($0)", bpm: 100 + Double($0) / 8, role: .pad) })
        let kept = try steps(snapshot, wish(["bass0"], 6, role: .bass))
        #expect(Set(kept.map(\.sample.id.rawValue)) == Set((0..<6).map { "bass\($0)" }))
        #expect(kept.filter(\.relaxed.isEmpty) == kept)
        let relaxed = try steps(snapshot, wish(["bass0"], 8, role: .bass))
        let basses = relaxed.filter { $0.sample.role?.value == .bass }
        #expect(relaxed.count == 8 && basses.count == 6)
        #expect(relaxed.filter(\.relaxed.isEmpty) == basses)
    }

    @Test("locked samples and other seeds count, so that no more is relaxed than it takes")
    func quota() throws {
        let snapshot = try IndexSnapshot(
            (0..<6).map { sound("bass\($0)", bpm: 100 + Double($0)) }
                + (0..<20).map { sound("pad\($0)", bpm: 100 + Double($0) / 8, role: .pad) })
        let chain = try steps(
            snapshot, wish(["bass0", "bass1"], 9, locked: [2: "pad0", 4: "pad1"], role: .bass))
        let relaxed = chain.filter { !$0.relaxed.isEmpty }
        #expect(chain.count == 9 && relaxed.count == 1)
    }

    @Test("a banned seed steers and is left out")
    func banned() throws {
        var taste = TasteProfile()
        taste.ban(sample: SampleID("s0"))
        let snapshot = try IndexSnapshot((0..<5).map { sound("s\($0)", bpm: 100 + Double($0)) })
        let chain = try ids(snapshot, wish(["s0", "s1"], 4, taste: taste))
        #expect(chain.count == 4 && !chain.contains("s0"))
    }
}
