import Foundation

/// The kind of instrument a file of the real packs is, as its name and folder say.
enum InstrumentFamily: String, CaseIterable {
    case kick, snare, hat, cymbal, tom, clap, tabla, percussion, bass, guitar, keys, strings, wind, pad, voice, robot
    case blip, glitch, vinyl, effect
    case drumLoop = "drum loop"

    /// Parts of names, the first that occurs decides. What stands before names the pack's own groups.
    private static let words: [(InstrumentFamily, [String])] = [
        (.drumLoop, ["/beats/", "/loop_", "break", "jungle"]),
        (.tabla, ["tabla_"]), (.vinyl, ["vinyl_", "scratch"]), (.glitch, ["glitch_"]), (.robot, ["robot", "phone"]),
        (.voice, ["choir", "chorus", "vowel", "breath", "crowd", "burp"]),
        (.pad, ["/ambi_", "pad", "ambient", "drone", "/stringsnpads/"]),
        (.snare, ["snare", "/sn_", "rim", "sidestick"]),
        (.kick, ["kick", "/bd_", "bassdrum", "drum_bass"]),
        (.hat, ["hihat", "/hat", "_hat", "cymbal_closed", "cymbal_open", "cymbal_pedal"]),
        (.cymbal, ["cymbal", "crash", "ride", "splash", "/bell-"]),
        (.clap, ["clap", "snap"]), (.guitar, ["guit"]),
        (.bass, ["/basses/", "/bassloops/", "bass"]),
        (.keys, ["piano", "organ", "harpsichord"]), (.strings, ["cello", "violin", "string"]),
        (.wind, ["flute", "trumpet", "brass"]),
        (.percussion, ["cowbell", "clav", "conga", "shaker", "wood", "triangle", "/perc_", "metronome"]),
        (.tom, ["/tom", "_tom"]), (.blip, ["/elec_", "zap", "ping", "dong"]), (.effect, ["/effects/", "/misc_"]),
    ]
    /// Tables of single waves, a few milliseconds long, are no sounds to choose from.
    private static let none = ["/shapes/", "/waveforms/", "emptysample"]

    /// `nil` when the path says nothing.
    init?(path: String) {
        let path = path.lowercased()
        guard !Self.none.contains(where: path.contains) else { return nil }
        guard let found = Self.words.first(where: { $0.1.contains(where: path.contains) }) else { return nil }
        self = found.0
    }
}
