import Library
import Music
import Ranking
import SampleIndex
import Testing

/// The target vector in closed form: a library of opposite pairs, whose mean is zero, so that what is stored is what was
/// given, turned and in twelve bits a value.
@Suite("What a list is steered by")
struct TargetTests {
    private let snapshot: IndexSnapshot
    /// What twelve bits a value leave of so short a vector.
    private static let rounding = 1e-3
    private static let names = ["accepted", "playing", "pinned", "mood", "other"]

    init() throws {
        snapshot = try IndexSnapshot(
            Self.names.enumerated().flatMap { axis, name in
                [(name, Float16(1)), ("anti-\(name)", -1)].map { name, value in
                    var vector = [Float16](repeating: 0, count: 5)
                    vector[axis] = value
                    return sound(
                        name, pack: name, tags: name == "mood" ? ["dark"] : [], vector: vector,
                        seconds: Double(axis) + (value > 0 ? 1 : 10))
                }
            })
    }

    private func taste(_ change: (inout TasteProfile) -> Void) -> TasteProfile {
        var taste = TasteProfile()
        change(&taste)
        return taste
    }

    /// The similarity of each sample, by name; absent where the component is.
    private func similarities(
        _ taste: TasteProfile, after days: Double = 0, _ change: (inout SessionContext) -> Void = { _ in }
    ) -> [String: Double] {
        var asked = request(limit: 50, taste: taste) {
            $0.bpm = 128
            $0.preferences.maxPerPack = 50
            change(&$0)
        }
        asked.now = noon + days * 86_400
        var found: [String: Double] = [:]
        for item in snapshot.rank(asked).suggestions {
            if let reason = item.reasons.first(where: { $0.component == .similarity }) {
                found[item.sample.id.rawValue] = reason.points
            }
        }
        return found
    }

    private func sample(_ name: String) throws -> SampleFacts { try #require(snapshot.sample(SampleID(name))) }

    @Test(
        "accepts, halving each day, what plays, pins and the wished mood's prototype add up", arguments: [0.0, 1, 3, 7])
    func mean(_ days: Double) throws {
        let accepted = try sample("accepted")
        let found = similarities(
            taste {
                $0.record(.accept, accepted, at: noon)
                $0.pin(SampleID("pinned"))
            }, after: days
        ) {
            $0.playing = ["playing"]
            $0.moods = [Tag("Dark")].compactMap { $0 }
        }
        let weight = Decay.halving(age: days, halfLife: 1)
        let length = (weight * weight + 3).squareRoot()
        let expected = ["accepted": weight / length, "pinned": 1 / length, "mood": 1 / length, "other": 0]
        for (name, value) in expected { #expect(abs((found[name] ?? -1) - value) < Self.rounding, "\(name)") }
        for name in Self.names { #expect(abs(found["anti-\(name)"] ?? -1) < Self.rounding, "\(name)") }
        #expect(found["playing"] == nil)
    }

    @Test("without anything to steer by there is no similarity, and undoing or unpinning the only thing ends it")
    func none() throws {
        #expect(similarities(TasteProfile()).isEmpty)
        let accepted = try sample("accepted")
        let undone = taste {
            $0.record(.accept, accepted, at: noon)
            $0.pin(SampleID("pinned"))
            $0.retract(.accept, accepted.id, madeAt: noon)
            $0.unpin(SampleID("pinned"))
        }
        #expect(similarities(undone).isEmpty)
    }

    @Test("an undone accept leaves the target of the others as it would have been without it")
    func undone() throws {
        let (first, second) = (try sample("accepted"), try sample("other"))
        let both = taste {
            $0.record(.accept, first, at: noon)
            $0.record(.accept, second, at: noon)
            $0.retract(.accept, first.id, madeAt: noon)
        }
        let one = taste { $0.record(.accept, second, at: noon) }
        #expect(similarities(both) == similarities(one))
        #expect(abs((similarities(both)["other"] ?? 0) - 1) < Self.rounding)
    }

    @Test("a mood nobody carries steers nothing")
    func unknownMood() {
        #expect(similarities(TasteProfile()) { $0.moods = [Tag("unheard of")].compactMap { $0 } }.isEmpty)
    }
}
