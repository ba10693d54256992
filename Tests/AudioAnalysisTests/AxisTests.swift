import AudioAnalysis
import Music
import Testing

@Suite struct AxisTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    private func audio(_ samples: [Float], channels: Int = 1) throws -> AnalysedAudio {
        try AudioAnalyser().analyse(path: folder.write("x.wav", samples, channels: channels), folders: [])
    }

    @Test("more hits a second are denser")
    func density() throws {
        let slow = try audio(Signals.drumLoop(bpm: 70, beats: 8))
        let fast = try audio(Signals.drumLoop(bpm: 140, beats: 8))
        #expect(slow.density < fast.density)
    }

    @Test("a swell attacks more slowly than a chord struck at once")
    func attack() throws {
        let chord = Signals.chord([60, 64, 67], seconds: 2)
        let swell = chord.enumerated().map { $1 * Float($0) / Float(chord.count) }
        #expect(try audio(swell).attack < audio(Signals.silence(seconds: 0.1) + chord).attack)
    }

    @Test("two channels against each other are wide, and keep their key")
    func opposed() throws {
        let mono = Signals.cadence(tonic: 48, minor: false)
        let same = try audio(mono.flatMap { [$0, $0] }, channels: 2)
        let opposed = try audio(mono.flatMap { [$0, -$0] }, channels: 2)
        #expect(same.stereoWidth < opposed.stereoWidth)
        #expect(opposed.key?.value == same.key?.value && opposed.key != nil)
    }

    @Test("a dull sound is darker than the same one with its highs raised")
    func brightness() throws {
        let noise = Signals.noise(seconds: 2)
        // One-pole filters: what is smoothed is dull, what the smoothing took away is bright.
        var smooth: Float = 0
        let dull = noise.map { sample in
            smooth += 0.05 * (sample - smooth)
            return smooth * 4
        }
        let bright = zip(noise, dull).map { $0 - $1 / 4 }
        let heard = try [dull, noise, bright].map { try audio($0).brightness }
        #expect(heard == heard.sorted() && heard[0] + 0.1 < heard[2])
    }

    @Test("busier and louder is more energetic")
    func energy() throws {
        let calm = try audio(Signals.chord([48, 55, 60], seconds: 4).map { $0 * 0.05 })
        let driving = try audio(Signals.drumLoop(bpm: 140, beats: 16))
        #expect(calm.energy + 0.2 < driving.energy)
    }

    @Test("every axis is within 0…1, for silence too")
    func bounds() throws {
        for samples in [
            Signals.silence(seconds: 1), Signals.noise(seconds: 1), Signals.drumLoop(bpm: 120, beats: 4),
            [Float](repeating: 0.5, count: 44_100), [0.3],
        ] {
            let heard = try audio(samples)
            let axes = [heard.brightness, heard.energy, heard.density, heard.attack, heard.stereoWidth]
            #expect(axes.allSatisfy { (0...1).contains($0) }, "\(axes)")
        }
    }
}
