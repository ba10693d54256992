import Music
import Ranking
import Testing

@Suite("Reasons are true of the data")
struct ReasonTests {
    @Test(
        "tempo says the distance it scored",
        arguments: [
            (136.9, "136.9 BPM, 0.1 from yours"), (137.0, "137 BPM, the same as yours"),
            (137.004, "137 BPM, 0.004 from yours"), (68.5, "68.5 BPM, half time: counts as 137, the same as yours"),
            (272, "272 BPM, double time: counts as 136, 1 from yours"),
            (105, "105 BPM, 32 from yours, outside your ±5"),
        ])
    func tempo(_ bpm: Double, _ text: String) throws {
        #expect(Scored(try loop("a", bpm: bpm), try wish(bpm: 137))?.text(.tempo) == text)
    }

    @Test(
        "key names its relation, and parallel is not called relative",
        arguments: [
            ("A minor", "A minor, the same as yours"), ("C major", "C major, relative of A minor"),
            ("E minor", "E minor, a fifth from A minor"), ("A major", "A major, parallel of A minor"),
            ("Eb major", "Eb major, unrelated to A minor"), ("D dorian", "D dorian, the same notes as A minor"),
        ])
    func key(_ key: String, _ text: String) throws {
        #expect(Scored(try loop("a", key: key, sure: 1), try wish(key: "A minor"))?.text(.key) == text)
    }

    @Test("an unsure key says how sure")
    func sureness() throws {
        #expect(
            Scored(try loop("a", key: "C major", sure: 0.72), try wish(key: "A minor"))?.text(.key)?.hasSuffix(
                "72 % sure") == true)
        #expect(
            Scored(try loop("a", key: "C major", role: .drums), try wish(key: "A minor"))?.text(.key)
                == "unpitched, fits any key")
    }

    @Test("fatigue and dislikes are explained with their numbers")
    func negative() throws {
        let sample = try loop("a", pack: "p")
        var exposure = SessionExposure()
        exposure.passOver([sample.id], at: UnixTime(noon.seconds - 240))
        var taste = TasteProfile()
        taste.record(.skip, sample, at: noon)
        let scored = try #require(Scored(sample, try wish(bpm: 128), taste: taste, exposure: exposure))
        #expect(scored.text(.fatigue) == "passed over 4 min ago in this session")
        #expect(scored.points[.fatigue] < 0 && scored.points[.taste] < 0)
        #expect(scored.text(.taste)?.contains("-0.23") == true)
        #expect(scored.rationale.hasSuffix("passed over before"))
    }

    @Test(
        "ages read in their own unit",
        arguments: [(30.0, "30 s"), (240, "4 min"), (5_400, "1.5 h"), (day, "1 day"), (3.5 * day, "3.5 days")])
    func ages(_ seconds: Double, _ text: String) throws {
        let sample = try loop("a", added: UnixTime(noon.seconds - seconds))
        #expect(Scored(sample, try wish(bpm: 128))?.text(.freshness) == "added \(text) ago")
    }

    @Test("the points add up to the score to the last bit")
    func sums() throws {
        var sample = try loop("a", bpm: 130.3, key: "E minor", sure: 0.73, tags: tags("dark"), pack: "p", energy: 0.37)
        sample.embedding = .clap
        var taste = TasteProfile()
        taste.record(.accept, sample, at: UnixTime(noon.seconds - 12_345))
        let context = try wish(bpm: 127.1, key: "A minor") {
            $0.moods = tags("dark", "warm", "sad")
            $0.energy = 0.61
        }
        let scored = try #require(
            Scored(sample, context, taste: taste, cosine: 0.123_456_7, target: Target(playing: 2)))
        #expect(scored.reasons.reduce(0) { $0 + $1.points } == scored.points.total)
        #expect(scored.reasons.count == 7)
    }

    @Test("a fit brings the sample to the session")
    func fit() throws {
        var sample = try loop("a", bpm: 70, key: "A minor", seconds: 6.857_142_857)
        sample.loudnessLUFS = -12
        let fit = Fit(sample, in: try wish(bpm: 140, key: "C# minor"))
        #expect(fit.stretchRatio == 1 && fit.transposeSemitones == -1 && fit.gainDB == -6)
        #expect(near((fit.bars ?? 0).rounded(), 4))
        #expect(Fit(try loop("b", bpm: nil), in: try wish()) == Fit())
    }
}
