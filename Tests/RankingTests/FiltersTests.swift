import Music
import Ranking
import Testing

@Suite("Hard filters")
struct FiltersTests {
    @Test(
        "tempo passes within the tolerance at the same, half or double time",
        arguments: [
            (140.0, 5.0, true), (135, 5, true), (134.9, 5, false), (70, 5, true), (67.5, 5, true), (67.4, 5, false),
            (105, 5, false),
            (280, 5, true), (290, 5, true), (290.1, 5, false), (140, 0, true), (140.1, 0, false), (105, 35, true),
        ])
    func tempo(_ bpm: Double, _ tolerance: Double, _ passes: Bool) throws {
        let filters = Filters(try wish(bpm: 140) { $0.preferences.bpmTolerance = tolerance })
        #expect(filters.admits(try loop("a", bpm: bpm)) == passes)
    }

    @Test("a sample without tempo passes every tempo filter")
    func tempoless() throws {
        #expect(Filters(try wish(bpm: 140)).admits(try loop("a", bpm: nil)))
    }

    @Test(
        "keys pass by policy, doubt and pitch",
        arguments: [
            ("A minor", 0.9, Role.bass, KeyPolicy.exact, true), ("C major", 0.9, .bass, .exact, false),
            ("C major", 0.9, .bass, .compatible, true), ("E minor", 0.9, .bass, .compatible, true),
            ("A major", 0.9, .bass, .compatible, false), ("G major", 0.9, .bass, .compatible, false),
            ("A major", 0.9, .bass, .any, true), ("F# major", 0.49, .bass, .exact, true),
            ("F# major", 0.5, .bass, .exact, false),
            ("F# major", 0.9, .drums, .exact, true), ("F# major", 0.9, .fx, .exact, true),
        ])
    func key(_ key: String, _ sure: Double, _ role: Role, _ policy: KeyPolicy, _ passes: Bool) throws {
        let filters = Filters(try wish(key: "A minor") { $0.preferences.keyPolicy = policy })
        #expect(filters.admits(try loop("a", key: key, sure: sure, role: role)) == passes)
    }

    @Test("a key the sender doubts does not filter, it only scores")
    func doubtedKey() throws {
        let context = try wish(key: "A minor") { $0.sources["key"] = FieldSource(from: "daw", confidence: 0.3) }
        let sample = try loop("a", key: "F# major")
        #expect(Filters(context).admits(sample))
        #expect(try Scored(loop("b", key: "A minor"), context)?.points[.key] ?? 0 > 0)
    }

    @Test("a role filters, and an unknown role is not the wished one")
    func role() throws {
        let filters = Filters(try wish { $0.role = .only(.bass) })
        #expect(filters.admits(try loop("a", role: .bass)))
        #expect(!filters.admits(try loop("b", role: .pad)))
        #expect(!filters.admits(try loop("c", role: nil)))
    }

    @Test("each relaxation names exactly the filter it loosens")
    func relaxations() throws {
        let context = try wish(bpm: 140, key: "A minor") {
            $0.role = .only(.bass)
            $0.preferences.keyPolicy = .exact
        }
        let filters = Filters(context)
        #expect(filters.relaxationsNeeded(by: try loop("a", bpm: 148, key: "A minor")) == [.tempo])
        #expect(filters.relaxationsNeeded(by: try loop("b", bpm: 140, key: "C major")) == [.keyCompatible])
        #expect(filters.relaxationsNeeded(by: try loop("c", bpm: 140, key: "F# major")) == [.keyAny])
        #expect(
            filters.relaxationsNeeded(by: try loop("d", bpm: 148, key: "F# major", role: .pad)) == [
                .tempo, .keyAny, .role,
            ])
    }

    @Test("what loosens nothing is no relaxation")
    func nothingToLoosen() throws {
        #expect(Relaxation.allCases.allSatisfy { Filters.none.loosened($0) == nil })
        #expect(Filters(try wish(key: "A minor")).loosened(.keyCompatible) == nil)
        #expect(Filters(try wish(bpm: 120)).loosened(.tempo)?.tolerance == 10)
    }
}
