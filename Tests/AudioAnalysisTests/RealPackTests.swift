import AudioAnalysis
import Foundation
import Music
import Testing

/// Debian's `sonic-pi-samples` (CC0), which `make deps` installs. Tempi are those of the files' names, of others as long, and
/// of their lengths where one number of beats is certain.
@Suite struct RealPackTests {
    private let pack = "/usr/share/sonic-pi/samples/"

    @Test(
        "a real loop has its tempo",
        arguments: [
            ("loop_amen", 136.88), ("loop_amen_full", 140), ("loop_breakbeat", 126), ("loop_compus", 148),
            ("loop_drone_g_97", 97), ("loop_electric", 97), ("loop_garzul", 120), ("loop_mehackit1", 97),
            ("loop_mehackit2", 97), ("loop_mika", 120), ("loop_perc1", 97), ("loop_safari", 119.92),
        ])
    func tempo(name: String, bpm: Double) throws {
        let audio = try AudioAnalyser().analyse(path: pack + name + ".flac")
        let fact = try #require(audio.tempo)
        #expect(abs(fact.value - bpm) < 0.05)
        #expect(fact.confidence > 0.6)
    }

    @Test("a loop whose length allows two tempi keeps both in sight: sixteen beats of the tabla, or thirty-two")
    func undecided() throws {
        let audio = try AudioAnalyser().analyse(path: pack + "loop_tabla.flac")
        let fact = try #require(audio.tempo)
        let beats = fact.value * audio.durationSeconds / 60
        #expect([16, 32].contains { abs(beats - $0) < 0.02 }, "\(fact)")
        #expect(fact.confidence < 0.9)
        let other = fact.value > 120 ? fact.value / 2 : fact.value * 2
        let runnerUp = try #require(audio.evidence.tempi.dropFirst().first)
        #expect(abs(runnerUp.value - other) < 0.05 && runnerUp.probability > 0.1)
    }

    @Test(
        "a real one-shot has no tempo",
        arguments: ["bass_hit_c", "bd_haus", "drum_cowbell", "elec_ping", "sn_dub", "misc_crow"])
    func oneShot(name: String) throws {
        let audio = try AudioAnalyser().analyse(path: pack + name + ".flac")
        #expect(audio.tempo == nil)
        #expect(audio.form.value == .oneShot)
    }

    @Test("a real effect that pulses has no tempo", arguments: ["glitch_robot1", "mehackit_robot2", "vinyl_backspin"])
    func effect(name: String) throws {
        #expect(try AudioAnalyser().analyse(path: pack + name + ".flac").tempo == nil)
    }

    @Test(
        "a bass named after its note plays it", arguments: [("bass_dnb_f", 5), ("bass_hard_c", 0), ("bass_voxy_c", 0)])
    func bass(name: String, tonic: Int) throws {
        // Under another name, so that only the sound speaks.
        let folder = try SoundFolder()
        try FileManager.default.copyItem(atPath: pack + name + ".flac", toPath: folder.file("x.flac"))
        let heard = try AudioAnalyser().analyse(path: folder.file("x.flac"), folders: [])
        #expect(heard.key?.value.tonic == PitchClass(tonic))
        #expect(heard.key?.source == .analysis)
    }

    @Test("real drums have no key", arguments: ["loop_amen", "loop_compus", "bd_haus", "sn_dub", "drum_cymbal_open"])
    func drums(name: String) throws {
        #expect(try AudioAnalyser().analyse(path: pack + name + ".flac").key == nil)
    }
}
