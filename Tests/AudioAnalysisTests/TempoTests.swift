import AudioAnalysis
import Music
import Testing

@Suite struct TempoTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    private func tempo(_ samples: [Float], name: String = "x.wav") throws -> Fact<Double>? {
        try AudioAnalyser().analyse(path: folder.write(name, samples), folders: []).tempo
    }

    @Test("a drum loop of whole beats has its tempo", arguments: [86.0, 97, 110, 120, 128, 140, 150])
    func drumLoop(bpm: Double) throws {
        for beats in [8, 16] {
            let fact = try #require(try tempo(Signals.drumLoop(bpm: bpm, beats: beats)), "\(bpm) BPM, \(beats) beats")
            #expect(fact.source == .analysis)
            #expect(abs(fact.value - bpm) < 0.05, "\(bpm) BPM, \(beats) beats: \(fact.value)")
            #expect(fact.confidence > 0.5)
        }
    }

    @Test(
        "a slow or fast loop has its tempo, or its half or double, which are one class",
        arguments: [62.0, 70, 174, 190])
    func extremes(bpm: Double) throws {
        let fact = try #require(try tempo(Signals.drumLoop(bpm: bpm, beats: 16)))
        #expect([0.5, 1, 2].contains { abs(fact.value - bpm * $0) < 0.05 }, "\(fact.value)")
    }

    @Test("a loop that is not cut to beats still has about its tempo")
    func uncut() throws {
        let loop = Array(Signals.drumLoop(bpm: 120, beats: 16).prefix(44_100 * 7 + 12_345))
        let fact = try #require(try tempo(loop))
        #expect([60, 120].contains { abs(fact.value / $0 - 1) < 0.02 }, "\(fact.value)")
    }

    @Test("a single hit, a drone and noise have no tempo")
    func none() throws {
        var hit = Signals.noise(seconds: 0.8)
        for i in hit.indices { hit[i] *= Float(max(0, 1 - Double(i) / 8_000)) }
        #expect(try tempo(hit) == nil)
        #expect(try tempo(Signals.chord([48, 55, 60], seconds: 6)) == nil)
        #expect(try tempo(Signals.noise(seconds: 6)) == nil)
    }

    @Test("a name's tempo comes before what is heard, and gains when the length bears it out")
    func nameFirst() throws {
        let loop = Signals.drumLoop(bpm: 124, beats: 16)
        let right = try #require(try tempo(loop, name: "beat_124bpm.wav"))
        #expect(right.source == .name && right.value == 124 && right.confidence > 0.97)
        let wrong = try #require(try tempo(loop, name: "beat_101bpm.wav"))
        #expect(wrong.source == .name && wrong.value == 101)
        #expect(wrong.confidence < right.confidence - 0.1)
    }

    @Test("a name's tempo that the sound denies is told as a conflict; half time is none")
    func conflict() throws {
        let loop = Signals.drumLoop(bpm: 124, beats: 16)
        let denied = try AudioAnalyser().analyse(path: folder.write("beat_101bpm.wav", loop), folders: [])
        let told = try #require(denied.evidence.conflicts.first { $0.field == .tempo })
        #expect(told.stated == "101.0 BPM" && told.heard == "124.0 BPM")
        let half = try AudioAnalyser().analyse(path: folder.write("beat_62bpm.wav", loop), folders: [])
        #expect(!half.evidence.conflicts.contains { $0.field == .tempo })
    }

    @Test("both half and double time stay in sight, with probabilities")
    func runnersUp() throws {
        let path = try folder.write("x.wav", Signals.drumLoop(bpm: 124, beats: 16))
        let tempi = try AudioAnalyser().analyse(path: path, folders: []).evidence.tempi
        #expect(tempi.first?.value == 124)
        #expect(tempi.contains { $0.value == 62 })
        #expect(tempi.map(\.probability) == tempi.map(\.probability).sorted(by: >))
        #expect(tempi.reduce(0) { $0 + $1.probability } <= 1.000_001)
    }

    @Test("a tone held to a cut end has no tempo, however well its length would fit", arguments: [1.5, 2, 4])
    func held(seconds: Double) throws {
        #expect(try tempo(Signals.sine(440, seconds: seconds)) == nil)
    }
}
