import AudioAnalysis
import Foundation
import Music

/// What was heard in one file, as `attune inspect` shows it and as its JSON says it.
struct InspectionReport: Encodable {
    struct Stated<Value: Encodable>: Encodable {
        var value: Value
        var confidence: Double
        var source: String
    }

    struct Guess<Value: Encodable>: Encodable {
        var value: Value
        var probability: Double
    }

    struct Disagreement: Encodable {
        var field: String
        var stated: String
        var source: String
        var heard: String
    }

    /// What the sound is compared by.
    struct Vector: Encodable {
        var space: String
        var values: Int
        var model: String?
    }

    var id: String
    var durationSeconds: Double
    var sampleRate: Int
    var channels: Int
    var bpm: Stated<Double>?
    /// Why there is none.
    var noBpm: String?
    var bpmHeard: [Guess<Double>]
    var key: Stated<String>?
    var noKey: String?
    var keyHeard: [Guess<String>]
    var role: Stated<String>?
    var roleHeard: [Guess<String>]
    var form: Stated<String>
    var tags: [Stated<String>]
    var axes: [String: Double]
    var loudnessLufs: Double?
    var truePeakDb: Double?
    var conflicts: [Disagreement]
    var vector: Vector?
    /// Why better vectors are missing, by their space.
    var noVector: [String: String]

    enum CodingKeys: String, CodingKey {
        case id, channels, bpm, key, role, form, tags, axes, conflicts, vector
        case noVector = "no_vector"
        case durationSeconds = "duration_s"
        case sampleRate = "sample_rate"
        case noBpm = "no_bpm"
        case bpmHeard = "bpm_heard"
        case noKey = "no_key"
        case keyHeard = "key_heard"
        case roleHeard = "role_heard"
        case loudnessLufs = "loudness_lufs"
        case truePeakDb = "true_peak_db"
    }

    /// Guesses that are listed.
    private static let shown = 3

    init(_ audio: AnalysedAudio, _ heard: EmbeddingReport) {
        func stated<A, B>(_ fact: Fact<A>, _ value: (A) -> B) -> Stated<B> {
            Stated(value: value(fact.value), confidence: fact.confidence, source: fact.source.rawValue)
        }
        func guesses<A, B>(_ candidates: [Candidate<A>], _ value: (A) -> B) -> [Guess<B>] {
            candidates.prefix(Self.shown).map { Guess(value: value($0.value), probability: $0.probability) }
        }
        let evidence = audio.evidence
        id = audio.identity
        durationSeconds = audio.durationSeconds
        sampleRate = audio.sampleRate
        channels = audio.channels
        bpm = audio.tempo.map { stated($0) { $0 } }
        noBpm = evidence.noTempo
        bpmHeard = guesses(evidence.tempi) { $0 }
        key = audio.key.map { stated($0, \.name) }
        noKey = evidence.noKey
        keyHeard = guesses(evidence.keys, \.name)
        role = audio.role.map { stated($0, \.rawValue) }
        roleHeard = guesses(evidence.roles, \.rawValue)
        form = stated(audio.form, \.rawValue)
        tags = heard.tags(besides: audio.tags).map { stated($0, \.text) }
        vector =
            heard.vector
            ?? (audio.fingerprint.isEmpty ? nil : Vector(space: "fingerprint", values: audio.fingerprint.count))
        noVector = heard.missing
        axes = [
            "energy": audio.energy, "brightness": audio.brightness, "density": audio.density, "attack": audio.attack,
            "stereo_width": audio.stereoWidth,
        ]
        loudnessLufs = audio.loudnessLUFS
        truePeakDb = audio.truePeakDB
        conflicts = evidence.conflicts.map {
            Disagreement(field: $0.field.rawValue, stated: $0.stated, source: $0.source.rawValue, heard: $0.heard)
        }
    }

    /// One fact as people read it; ``rest`` is what else it may be, or why there is none.
    struct Row {
        var label: String
        var value: String
        var confidence: String
        var source: String
        var rest: String
    }

    /// Tempo, key, role and form, then the tags.
    var factRows: [Row] {
        [
            row("tempo", bpm, bpmHeard, why: noBpm) { "\(TextColumns.fixed($0, digits: 1)) BPM" },
            row("key", key, keyHeard, why: noKey) { $0 }, row("role", role, roleHeard, why: nil) { $0 },
            row("form", form, [], why: nil) { $0 },
        ] + tags.map { row("tag", $0, [], why: nil) { $0 } }
    }

    /// Length, rate, channels and loudness.
    var containerText: String {
        func level(_ value: Double?, _ unit: String) -> String {
            value.map { "\(TextColumns.fixed($0, digits: 1)) \(unit)" } ?? "–"
        }
        return "\(TextColumns.fixed(durationSeconds, digits: 2)) s, \(sampleRate) Hz, \(channels) channel"
            + (channels == 1 ? "" : "s") + ", \(level(loudnessLufs, "LUFS")), peak \(level(truePeakDb, "dBTP"))"
    }

    /// Where the file or its name states what is not heard, in sentences.
    var disagreements: [String] {
        conflicts.map { "\($0.field): the \($0.source) says \($0.stated), but \($0.heard) is heard." }
    }

    /// For a terminal: facts, how sure they are, who says so, and what else they may be.
    func text(name: String) -> String {
        let rows = factRows.map { [$0.label, $0.value, $0.confidence, $0.source, $0.rest] }
        let order = ["energy", "brightness", "density", "attack", "stereo_width"]
        let axes = order.map { [$0.replacing("_", with: " "), bar(self.axes[$0] ?? 0)] }
        var ending = [
            vector.map { "compared by \($0.space), \($0.values) values" + ($0.model.map { " (\($0))" } ?? "") }
                ?? "without a vector: the rules alone rank it"
        ]
        ending += noVector.sorted { $0.key < $1.key }.map { "! without \($0.key): \($0.value)" }
        ending += disagreements.map { "! " + $0 }
        return
            (["\(name): \(containerText)", "id \(id)", ""] + TextColumns.lines(rows, rightAligned: [2]) + [""]
            + TextColumns.lines(axes, rightAligned: []) + [""] + ending).joined(separator: "\n")
    }

    private func row<Value>(
        _ label: String, _ fact: Stated<Value>?, _ guesses: [Guess<Value>], why: String?, _ words: (Value) -> String
    ) -> Row {
        func percent(_ probability: Double) -> String { "\(Int((100 * probability).rounded())) %" }
        func others(but value: String?) -> String {
            guesses.map { (words($0.value), $0.probability) }.filter { $0.0 != value && $0.1 >= 0.005 }
                .prefix(2).map { "\($0.0) \(percent($0.1))" }.joined(separator: ", ")
        }
        guard let fact else {
            let heard = others(but: nil)
            let rest = [why, heard.isEmpty ? nil : "heard \(heard)"].compactMap { $0 }.joined(separator: "; ")
            return Row(label: label, value: "–", confidence: "", source: "", rest: rest)
        }
        let value = words(fact.value)
        let rest = others(but: value)
        return Row(
            label: label, value: value, confidence: percent(fact.confidence), source: fact.source,
            rest: rest.isEmpty ? "" : "or \(rest)")
    }

    private func bar(_ value: Double) -> String {
        let filled = Int((value * 20).rounded())
        return String(repeating: "█", count: filled) + String(repeating: "·", count: 20 - filled)
            + " " + TextColumns.fixed(value, digits: 2)
    }
}
