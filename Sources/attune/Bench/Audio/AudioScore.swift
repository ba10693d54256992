import AudioAnalysis
import Foundation
import Music

/// How much of what was heard is true, for one group of sounds. Adds up; knows nothing of files.
struct AudioScore {
    /// A share with what it is of.
    struct Share {
        var right = 0.0
        var of = 0

        mutating func add(_ value: Double) {
            right += value
            of += 1
        }

        mutating func add(_ isRight: Bool) { add(isRight ? 1 : 0) }

        var value: Double { of > 0 ? right / Double(of) : .nan }
    }

    /// Of loops of known tempo: within 4 %; within 4 % of it, its half, double, third or triple (MIREX accuracy 2).
    private(set) var tempo = Share()
    private(set) var tempoOctave = Share()
    /// Of these, where the confidence is at least 0.9; and how many that are.
    private(set) var tempoSure = Share()
    private(set) var tempoCovered = Share()
    /// Of one-shots: said to have no tempo.
    private(set) var noTempo = Share()
    /// Of loops whose notes settle their key.
    private(set) var key = Share()
    /// MIREX: same 1, fifth 0.5, relative 0.3, parallel 0.2.
    private(set) var keyWeighted = Share()
    /// The same two of all pitched loops, also those in which another key may be heard.
    private(set) var keyOfAny = Share()
    private(set) var keyOfAnyWeighted = Share()
    /// Of unpitched sounds: given no key.
    private(set) var unpitched = Share()
    private(set) var role = Share()
    private(set) var form = Share()
    /// `fifth`, `relative`, … of keys, `half`, `double` of tempi, `drums → bass` of roles: how often.
    private(set) var confusions: [String: Int] = [:]

    mutating func add(_ heard: AnalysedAudio, truth: AudioTruth.Item) {
        if let bpm = truth.bpm {
            addTempo(heard.tempo, truth: bpm)
        } else if truth.form == "one-shot" {
            noTempo.add(heard.tempo == nil)
        }
        if let index = truth.key, let key = Key(index: index) {
            addKey(heard.key?.value, truth: key, isSettled: truth.settled ?? true)
        }
        if truth.pitched == false { unpitched.add(heard.key == nil) }
        if let expected = truth.role {
            let said = heard.role?.value.rawValue ?? "none"
            role.add(said == expected)
            if said != expected { confusions["role: \(expected) → \(said)", default: 0] += 1 }
        }
        if let expected = truth.form {
            form.add(heard.form.value.rawValue == expected)
            if heard.form.value.rawValue != expected {
                confusions["form: \(expected) → \(heard.form.value.rawValue)", default: 0] += 1
            }
        }
    }

    private mutating func addTempo(_ heard: Fact<Double>?, truth: Double) {
        let ratio = heard.map { $0.value / truth } ?? 0
        func near(_ factor: Double) -> Bool { abs(ratio / factor - 1) <= 0.04 }
        tempo.add(near(1))
        tempoOctave.add([1, 2, 0.5, 3, 1.0 / 3].contains(where: near))
        let isSure = (heard?.confidence ?? 0) >= 0.9
        tempoCovered.add(isSure)
        if isSure { tempoSure.add(near(1)) }
        guard !near(1) else { return }
        let name =
            heard == nil
            ? "none" : near(2) ? "double" : near(0.5) ? "half" : near(3) || near(1.0 / 3) ? "triple or third" : "other"
        confusions["tempo: \(name)", default: 0] += 1
    }

    private mutating func addKey(_ heard: Key?, truth: Key, isSettled: Bool) {
        let (name, weight): (String, Double) =
            switch heard.map({ ((($0.index - truth.index + 24) % 12), $0.mode == truth.mode) }) {
            case nil: ("none", 0)
            case (0, true)?: ("same", 1)
            case (5, true)?, (7, true)?: ("fifth", 0.5)
            case (0, false)?: ("parallel", 0.2)
            case (truth.mode == .major ? 9 : 3, false)?: ("relative", 0.3)
            default: ("other", 0)
            }
        keyOfAny.add(name == "same")
        keyOfAnyWeighted.add(weight)
        guard isSettled else { return }
        key.add(name == "same")
        keyWeighted.add(weight)
        if name != "same" { confusions["key: \(name)", default: 0] += 1 }
    }

    /// Every share with something to share, by the name it has in JSON and in the baseline.
    var shares: [(name: String, share: Share)] {
        [
            ("tempo", tempo), ("tempo_octave", tempoOctave), ("tempo_sure", tempoSure), ("tempo_covered", tempoCovered),
            ("no_tempo", noTempo), ("key", key), ("key_mirex", keyWeighted), ("key_any", keyOfAny),
            ("key_any_mirex", keyOfAnyWeighted), ("unpitched", unpitched), ("role", role), ("form", form),
        ].filter { $0.1.of > 0 }
    }
}
