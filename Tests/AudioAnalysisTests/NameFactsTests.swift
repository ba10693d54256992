import AudioAnalysis
import Music
import Testing

@Suite struct NameFactsTests {
    @Test(
        "a tempo is read from a name",
        arguments: [
            ("loop_128bpm_Am.wav", 128.0), ("Loop 128 BPM.wav", 128), ("BPM_90_beat.wav", 90),
            ("bpm174 break.aif", 174),
            ("Kick_Loop_87.5bpm.wav", 87.5), ("SynthLoop_Am_128.wav", 128), ("124_F#m_arp.wav", 124),
            ("loop_drone_g_97.flac", 97), ("drum_loop_140.wav", 140), ("topline 100BPM 8A.mp3", 100),
        ])
    func tempo(name: String, bpm: Double) throws {
        #expect(NameFacts(fileName: name).tempo?.value == bpm)
    }

    @Test(
        "a number that is no tempo is not read as one",
        arguments: [
            "kick_80.wav", "snare 120.wav", "808_kick.wav", "loop_01.wav", "loop_007.wav", "take_100_of_120_loop.wav",
            "TR-909 hat.wav", "vocal 2.wav", "loop_240.wav", "5bpm.wav", "9999bpm.wav",
        ])
    func noTempo(name: String) {
        #expect(NameFacts(fileName: name).tempo == nil)
    }

    @Test(
        "a key is read from a name",
        arguments: [
            ("pad_Am.wav", 9, Mode.minor), ("C#min_lead.wav", 1, .minor), ("Lead Bbmaj7.wav", 10, .major),
            ("bass_120_fm.wav", 5, .minor), ("loop 8A 124.wav", 9, .minor), ("loop_124_8B.wav", 0, .major),
            ("guit_em9.flac", 4, .minor), ("F sharp minor pad.wav", 6, .minor), ("C minor chords.wav", 0, .minor),
            ("Eb Major.wav", 3, .major), ("arp_Abm.wav", 8, .minor), ("A_Minor_Keys.wav", 9, .minor),
            ("G♯m choir.wav", 8, .minor), ("strings D dorian.wav", 2, .dorian), ("1A_100_pad.wav", 8, .minor),
            ("12B_100_pad.wav", 4, .major),
        ])
    func key(name: String, tonic: Int, mode: Mode) {
        #expect(NameFacts(fileName: name).key?.value == Key(tonic: PitchClass(tonic), mode: mode))
    }

    @Test(
        "an ordinary word is not read as a key",
        arguments: [
            "I Am Free.wav", "Who am I.wav", "7 am rain.wav", "FM bell.wav", "ebm groove.wav", "admin.wav", "Bass.wav",
            "Part A.wav", "Take B.wav", "a_drum.wav", "Dim light.wav", "edm kick.wav", "gmin0r.wav",
            "beat.wav", "cm.wav", "dm me.wav", "Add9.wav", "Mad.wav", "major.wav",
        ])
    func noKey(name: String) {
        let facts = NameFacts(fileName: name)
        #expect(facts.key == nil && facts.tonic == nil)
    }

    @Test(
        "a lone note is a tonic only where it can be one",
        arguments: [
            ("bass_hit_c.flac", 0), ("Pad F#.wav", 6), ("guit_e_slide.flac", 4), ("loop_drone_g_97.flac", 7),
            ("Lead_C3.wav", 0),
            ("808_Bb.wav", 10),
        ])
    func tonic(name: String, tonic: Int) {
        let facts = NameFacts(fileName: name)
        #expect(facts.key == nil)
        #expect(facts.tonic?.value == PitchClass(tonic))
    }

    @Test(
        "a role is read from a name, the most telling word first",
        arguments: [
            ("kick_01.wav", Role.drums), ("bass_hit_c.flac", .bass), ("drum_bass_hard.flac", .drums),
            ("Bass Drum.wav", .drums),
            ("tabla_na.flac", .percussion), ("vox_chop.wav", .vocal), ("Dark Pad.wav", .pad), ("riser_8bar.wav", .fx),
            ("piano chords.wav", .chords), ("pluck arp.wav", .melody), ("drum_cowbell.flac", .percussion),
            ("Kick01.wav", .drums),
        ])
    func role(name: String, role: Role) {
        #expect(NameFacts(fileName: name).role?.value == role)
    }

    @Test("folders speak when the file does not, and with less weight")
    func folders() throws {
        let facts = NameFacts(fileName: "001.wav", folders: ["Dark Techno 130 BPM", "Kicks"])
        let role = try #require(facts.role)
        #expect(role.value == .drums)
        #expect(role.confidence < NameFacts(fileName: "kicks.wav").role?.confidence ?? 0)
        #expect(facts.tempo?.value == 130)
        #expect(facts.tags.map(\.value.text) == ["dark", "techno"])
        #expect(NameFacts(fileName: "pad.wav", folders: ["Drums"]).role?.value == .pad)
        #expect(NameFacts(fileName: "x.wav", folders: ["Vol 120", "C"]).tempo == nil)
    }

    @Test("moods and genres become tags, compounds as one")
    func tags() {
        let facts = NameFacts(fileName: "Lo-Fi Hip Hop Dark Keys.wav", folders: ["Drum & Bass", "Drum and Bass"])
        #expect(facts.tags.map(\.value.text).sorted() == ["dark", "dnb", "hip hop", "lofi"])
        #expect(facts.role?.value == .chords)
    }

    @Test("names of any script and length are read without harm", arguments: ["日本語の音", "🥁🥁", "مرحبا", "…", "", " "])
    func scripts(name: String) {
        #expect(NameFacts(fileName: name + ".wav").tempo == nil)
        #expect(NameFacts(fileName: String(repeating: "ä", count: 120) + ".wav").key == nil)
    }
}
