import Music
import Testing

@Suite("How keys stand to each other")
struct KeyRelationTests {
    static let pairs = (0..<24).flatMap { a in (0..<24).map { b in (a, b) } }

    @Test("every pair of keys has the relation of the golden table")
    func relations() throws {
        #expect(GoldenKeyTable.rows.map(\.count) == Array(repeating: 24, count: 24))
        for (a, b) in Self.pairs {
            let (first, second) = (try #require(Key(index: a)), try #require(Key(index: b)))
            let expected = try #require(GoldenKeyTable.relation(GoldenKeyTable.rows[a][b]))
            #expect(KeyRelation(first, second) == expected, "\(first) and \(second)")
        }
    }

    @Test("compatible lets through four keys of twenty-four, exact one, any all")
    func policies() throws {
        for (policy, count) in [(KeyPolicy.exact, 24), (.compatible, 96), (.any, 576)] {
            let allowed = try Self.pairs.filter { a, b in
                policy.allows(KeyRelation(try #require(Key(index: a)), try #require(Key(index: b))))
            }
            #expect(allowed.count == count, "\(policy)")
        }
    }

    @Test("compatibility is the Camelot rule: same code, same number, or one number away with the same letter")
    func camelotRule() throws {
        for (a, b) in Self.pairs {
            let (first, second) = (try #require(Key(index: a)), try #require(Key(index: b)))
            let (x, y) = (try #require(Int(first.camelot.dropLast())), try #require(Int(second.camelot.dropLast())))
            let sameLetter = first.camelot.last == second.camelot.last
            let apart = min((x - y + 12) % 12, (y - x + 12) % 12)
            let compatible = apart == 0 || (apart == 1 && sameLetter)
            #expect(KeyPolicy.compatible.allows(KeyRelation(first, second)) == compatible, "\(first) \(second)")
        }
    }

    @Test("the parallel key is not the relative")
    func parallel() throws {
        let minor = try Key(parsing: "A minor")
        #expect(KeyRelation(try Key(parsing: "C major"), minor) == .relative)
        #expect(KeyRelation(try Key(parsing: "A major"), minor) == .parallel)
        #expect(!KeyPolicy.compatible.allows(.parallel))
    }

    @Test(
        "a church mode stands as its parent does",
        arguments: [
            ("D dorian", "A minor", KeyRelation.same), ("G mixolydian", "C major", .same),
            ("F lydian", "A minor", .relative),
            ("E phrygian", "D dorian", .same), ("B locrian", "A minor", .same), ("D dorian", "E minor", .neighbour),
        ])
    func modes(_ a: String, _ b: String, _ relation: KeyRelation) throws {
        #expect(KeyRelation(try Key(parsing: a), try Key(parsing: b)) == relation)
    }

    @Test("a transposition is the smallest that makes the pair compatible")
    func transposition() throws {
        for (a, b) in Self.pairs {
            let (first, second) = (try #require(Key(index: a)), try #require(Key(index: b)))
            let shift = first.transposition(to: second)
            func fits(_ semitones: Int) -> Bool {
                let moved = Key(tonic: first.tonic.transposed(by: semitones), mode: first.mode)
                return KeyPolicy.compatible.allows(KeyRelation(moved, second))
            }
            #expect((-6...6).contains(shift) && fits(shift))
            for smaller in 0..<abs(shift) { #expect(!fits(smaller) && !fits(-smaller)) }
        }
    }

    @Test("every transposition is that of the golden table")
    func goldenTranspositions() throws {
        #expect(GoldenTranspositions.rows.map(\.count) == Array(repeating: 24, count: 24))
        for (a, b) in Self.pairs {
            let (first, second) = (try #require(Key(index: a)), try #require(Key(index: b)))
            #expect(first.transposition(to: second) == GoldenTranspositions.rows[a][b], "\(first) to \(second)")
        }
    }

    @Test("a church mode is moved as its parent is")
    func modesMove() throws {
        for mode in Mode.allCases {
            for tonic in 0..<12 {
                let key = Key(tonic: PitchClass(tonic), mode: mode)
                for (other, _) in Self.pairs.filter({ $0.1 == 0 }) {
                    let goal = try #require(Key(index: other))
                    #expect(key.transposition(to: goal) == key.parent.transposition(to: goal))
                    #expect(goal.transposition(to: key) == goal.transposition(to: key.parent))
                }
            }
        }
    }

    @Test("under exact a transposition reaches the same notes")
    func exactTransposition() throws {
        for (a, b) in Self.pairs {
            let (first, second) = (try #require(Key(index: a)), try #require(Key(index: b)))
            let shift = first.transposition(to: second, policy: .exact)
            let moved = Key(tonic: first.tonic.transposed(by: shift), mode: first.mode)
            #expect([.same, .relative].contains(KeyRelation(moved, second)))
        }
    }
}
