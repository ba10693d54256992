import AudioAnalysis
import Music
import Testing

@Suite struct KeyTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    private func key(_ samples: [Float], name: String = "x.wav") throws -> Fact<Key>? {
        try AudioAnalyser().analyse(path: folder.write(name, samples), folders: []).key
    }

    @Test("a cadence is in its key, for all 24 keys", arguments: 0..<24)
    func cadence(index: Int) throws {
        let expected = try #require(Key(index: index))
        let notes = Signals.cadence(tonic: 48 + index % 12, minor: index >= 12)
        let fact = try #require(try key(notes))
        #expect(fact.value == expected, "\(fact)")
        #expect(fact.source == .analysis)
    }

    @Test("C major stays C major under a floor of noise", arguments: [Float(0.05), 0.1, 0.2, 0.4, 0.8])
    func noiseFloor(level: Float) throws {
        let cadence = Signals.cadence(tonic: 48, minor: false)
        let noise = Signals.noise(seconds: 4, amplitude: level)
        let mixed = Signals.mixed(cadence, noise).map { $0 * 0.6 }
        guard let fact = try key(mixed) else {
            // Under loud noise it may be called unpitched, but never another key.
            #expect(level > 0.2)
            return
        }
        #expect(fact.value == Key(tonic: PitchClass(0), mode: .major), "\(fact)")
    }

    @Test("music tuned away from 440 Hz keeps its key", arguments: [-40.0, -20, 20, 40])
    func detuned(cents: Double) throws {
        let rate = Int((44_100 * (1 - cents / 1_731)).rounded())
        let path = try folder.write("d.wav", Signals.cadence(tonic: 50, minor: false), rate: rate)
        let fact = try #require(try AudioAnalyser().analyse(path: path, folders: []).key)
        #expect(fact.value == Key(tonic: PitchClass(2), mode: .major), "\(fact)")
    }

    @Test("drums and noise have no key")
    func unpitched() throws {
        #expect(try key(Signals.drumLoop(bpm: 120, beats: 16)) == nil)
        #expect(try key(Signals.noise(seconds: 3)) == nil)
    }

    @Test("a name's key comes before what is heard, and a lone note takes its mode from the sound")
    func nameFirst() throws {
        let minor = Signals.cadence(tonic: 57, minor: true)
        let named = try #require(try key(minor, name: "pad_Am.wav"))
        #expect(named.source == .name && named.value == Key(tonic: PitchClass(9), mode: .minor))
        let note = try #require(try key(minor, name: "pad_A.wav"))
        #expect(note.source == .name && note.value == Key(tonic: PitchClass(9), mode: .minor))
        #expect(note.confidence < named.confidence)
    }
}
