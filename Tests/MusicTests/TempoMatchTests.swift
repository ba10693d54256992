import Music
import Testing

@Suite("Tempo against tempo")
struct TempoMatchTests {
    @Test(
        "the nearest of same, half and double time counts",
        arguments: [
            (140.0, 140.0, TempoRelation.same, 0.0), (70, 140, .half, 0), (140, 70, .double, 0), (71, 140, .half, 2),
            (105, 140, .same, -35), (136.5, 140, .same, -3.5), (180, 92, .double, -2),
        ])
    func nearest(_ sample: Double, _ session: Double, _ relation: TempoRelation, _ difference: Double) {
        let match = TempoMatch(sample: sample, session: session)
        #expect(match.relation == relation)
        #expect(match.difference == difference)
        #expect(match.distance == abs(difference))
    }

    @Test("no other factor comes nearer")
    func best() {
        for sample in stride(from: 30.0, through: 300, by: 7.3) {
            for session in stride(from: 20.0, through: 400, by: 11.7) {
                let distances = TempoRelation.allCases.map { abs(sample * $0.factor - session) }
                #expect(TempoMatch(sample: sample, session: session).distance == distances.min())
            }
        }
    }

    @Test("pitch classes wrap and carry names")
    func pitchClasses() {
        #expect(PitchClass(-1) == PitchClass(11))
        #expect(PitchClass(25).name == "C#")
        #expect(PitchClass(11).transposed(by: 2) == PitchClass(1))
    }
}
