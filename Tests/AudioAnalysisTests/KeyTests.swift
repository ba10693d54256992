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

    @Test(
        "C major stays C major under a floor of noise, from none to nearly as loud as the music",
        arguments: [Float(0), 0.1, 0.2, 0.4, 0.6, 0.8], [Piece.chord, .scale, .cadence])
    func noiseFloor(level: Float, music: Piece) throws {
        let notes = Signals.normalised(music.samples)
        let noise = Signals.noise(seconds: 4, amplitude: level)
        let fact = try #require(try key(Signals.mixed(notes, noise).map { $0 * 0.5 }), "\(music), noise \(level)")
        #expect(fact.value == Key(tonic: PitchClass(0), mode: .major), "\(music), noise \(level): \(fact)")
    }

    /// Four seconds in C major.
    enum Piece: Sendable {
        case chord, scale, cadence

        var samples: [Float] {
            switch self {
            case .chord: Signals.chord([48, 52, 55], seconds: 4)
            case .scale: [48, 50, 52, 53, 55, 57, 59, 60].flatMap { Signals.chord([$0], seconds: 0.5) }
            case .cadence: Signals.cadence(tonic: 48, minor: false)
            }
        }
    }

    @Test(
        "noise far louder than the music may hide its key, but never makes it another",
        arguments: [Float(0.2), 0.4, 0.8])
    func drowned(level: Float) throws {
        let mixed = Signals.mixed(Signals.cadence(tonic: 48, minor: false), Signals.noise(seconds: 4, amplitude: level))
        if let fact = try key(mixed.map { $0 * 0.6 }) {
            #expect(fact.value == Key(tonic: PitchClass(0), mode: .major), "\(fact)")
        }
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

    @Test("a name that the sound denies stands with less confidence, and the conflict is told")
    func conflict() throws {
        let cadence = try folder.write("pad_Am.wav", Signals.cadence(tonic: 49, minor: false))
        let denied = try AudioAnalyser().analyse(path: cadence, folders: [])
        let fact = try #require(denied.key)
        #expect(fact.value == Key(tonic: PitchClass(9), mode: .minor) && fact.source == .name)
        let borne = try #require(try key(Signals.cadence(tonic: 57, minor: true), name: "pad_Am.wav"))
        #expect(fact.confidence < borne.confidence - 0.1)
        let told = try #require(denied.evidence.conflicts.first { $0.field == .key })
        #expect(told.stated == "A minor" && told.source == .name)
        #expect(told.heard == Key(tonic: PitchClass(1), mode: .major).name)
    }
}
