import Music
import Ranking
import Testing

@Suite("An ordered chain")
struct SequencePlanTests {
    /// Samples with a tempo, a key and an energy each, of which nothing repeats.
    private func pool(_ count: Int, seed: Int) -> [SampleFacts] {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % bound)
        }
        return (0..<count).map { number in
            SampleFacts(
                id: SampleID("s\(number)"), name: "s\(number).wav", durationSeconds: 4,
                tempo: Fact(Double(80 + next(80)), confidence: 0.9, source: .name),
                key: Key(index: next(24)).map { Fact($0, confidence: 0.9, source: .name) },
                energy: Double(next(100)) / 100)
        }
    }

    /// Points on a circle: neighbours are alike.
    private func cosine(_ a: Int, _ b: Int) -> Double? { 1 - Double(min((a - b).magnitude, 12)) / 12 }

    @Test("is cheaper than going to the nearest sound each time, repeats nothing and keeps locked places")
    func better() {
        var won = 0
        for seed in 1...20 {
            let pool = pool(60, seed: seed)
            let locked = [0: 7, 4: 30, 9: 55]
            let plan = SequencePlan(pool: pool, count: 12, curve: .arc, locked: locked, cosine: cosine)
            let chain = plan.members()
            #expect(chain.count == 12 && Set(chain).count == 12)
            for (place, member) in locked { #expect(chain[place] == member) }
            // The nearest sound that is not used yet, locked places kept.
            var nearest: [Int] = []
            for place in 0..<12 {
                let free = pool.indices.filter { !nearest.contains($0) && !locked.values.contains($0) }
                let last = nearest.last ?? 7
                nearest.append(locked[place] ?? free.max { cosine(last, $0) ?? 0 < cosine(last, $1) ?? 0 } ?? 0)
            }
            #expect(plan.cost(of: chain) <= plan.cost(of: nearest))
            if plan.cost(of: chain) < 0.8 * plan.cost(of: nearest) { won += 1 }
            #expect(plan.members() == chain)
        }
        #expect(won >= 18)
    }

    @Test("finds the cheapest order of a pool small enough to try them all")
    func optimal() {
        for seed in 1...10 {
            let pool = pool(6, seed: seed)
            let plan = SequencePlan(pool: pool, count: 6, curve: .rise, locked: [:], cosine: cosine)
            func orders(_ rest: [Int]) -> [[Int]] {
                rest.isEmpty ? [[]] : rest.flatMap { head in orders(rest.filter { $0 != head }).map { [head] + $0 } }
            }
            let cheapest = orders(Array(0..<6)).map(plan.cost(of:)).min() ?? 0
            #expect(plan.cost(of: plan.members()) <= cheapest * 1.02 + 1e-9)
        }
    }

    @Test("has what there is when the pool is short, and nothing of an empty one")
    func short() {
        let two = SequencePlan(pool: pool(2, seed: 3), count: 5, curve: .flat, locked: [:], cosine: cosine)
        #expect(Set(two.members()) == [0, 1])
        #expect(SequencePlan(pool: [], count: 5, curve: .flat, locked: [:], cosine: cosine).members().isEmpty)
    }

    @Test("a transition counts what is known: half time is no distance, the relative key half, nothing known a half")
    func transitions() {
        func sample(_ bpm: Double?, _ key: Int?) -> SampleFacts {
            SampleFacts(
                id: SampleID("x"), name: "x", tempo: bpm.map { Fact($0, confidence: 1, source: .name) },
                key: key.flatMap { Key(index: $0) }.map { Fact($0, confidence: 1, source: .name) })
        }
        func cost(_ a: SampleFacts, _ b: SampleFacts, _ cosine: Double?) -> Double {
            Transition(from: a, to: b, cosine: cosine).cost
        }
        #expect(abs(cost(sample(140, 0), sample(70, 0), 1)) < 1e-12)
        #expect(abs(cost(sample(100, 0), sample(120, 6), -1) - 1) < 1e-12)
        #expect(abs(cost(sample(100, 0), sample(105, 21), 1) - (0.35 * 0.5 + 0.3 * 0.5)) < 1e-12)
        #expect(abs(cost(sample(nil, nil), sample(nil, nil), nil) - 0.5) < 1e-12)
        #expect(cost(sample(120, nil), sample(120, nil), 1) < cost(sample(120, nil), sample(nil, nil), 1))
    }
}
