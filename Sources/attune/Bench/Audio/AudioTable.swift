import AudioAnalysis
import Foundation
import Music

/// The results of one set, for people and for programs.
struct AudioTable {
    private let benchmark: AudioBenchmark
    private let soundsPerSecond: Double
    private let baseline: AudioBaseline?

    init(_ benchmark: AudioBenchmark, soundsPerSecond: Double, baseline: AudioBaseline?) {
        (self.benchmark, self.soundsPerSecond, self.baseline) = (benchmark, soundsPerSecond, baseline)
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(benchmark.values), as: UTF8.self)
    }

    /// A Markdown table with a row per group, then what was taken for what.
    func text() -> String {
        let names = benchmark.groups.first?.score.shares.map(\.name) ?? []
        var lines = [
            "| group | " + names.joined(separator: " | ") + " |", "|---" + names.map { _ in "|---:" }.joined() + "|",
        ]
        for (name, score) in benchmark.groups {
            let cells = names.map { column -> String in
                guard let share = score.shares.first(where: { $0.name == column })?.share else { return "" }
                return cell(share, group: name, column: column)
            }
            lines.append("| \(name) | " + cells.joined(separator: " | ") + " |")
        }
        lines += ["", String(format: "%.0f sounds per second.", soundsPerSecond), ""]
        for (name, score) in benchmark.groups where !score.confusions.isEmpty {
            let confusions = score.confusions.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8)
            lines.append("\(name): " + confusions.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }

    private func cell(_ share: AudioScore.Share, group: String, column: String) -> String {
        var text = String(format: "%.1f %% of %d", 100 * share.value, share.of)
        if let before = baseline?.values[group]?[column], abs(share.value - before) >= 0.0005 {
            text += String(format: " (%+.1f)", 100 * (share.value - before))
        }
        return text
    }

    /// One line for a sound that was heard wrongly in tempo, key, role or form.
    static func mistake(_ heard: AnalysedAudio, truth: AudioTruth.Item) -> String? {
        var parts: [String] = []
        if let bpm = truth.bpm, abs((heard.tempo?.value ?? 0) / bpm - 1) > 0.04 {
            parts.append("tempo \(bpm), heard \(heard.tempo.map { "\($0.value) (\($0.confidence))" } ?? "none")")
        }
        if let key = truth.key.flatMap({ Key(index: $0) }), key != heard.key?.value {
            parts.append("key \(key.name), heard \(heard.key?.value.name ?? "none")")
        }
        if truth.pitched == false, let key = heard.key { parts.append("unpitched, heard \(key.value.name)") }
        if let role = truth.role, role != heard.role?.value.rawValue {
            parts.append("role \(role), heard \(heard.role?.value.rawValue ?? "none")")
        }
        if let form = truth.form, form != heard.form.value.rawValue {
            parts.append("form \(form), heard \(heard.form.value.rawValue)")
        }
        return parts.isEmpty ? nil : "\(truth.name ?? truth.file) \(truth.group): " + parts.joined(separator: "; ")
    }
}

/// What an earlier run with `--json` printed.
struct AudioBaseline {
    let values: [String: [String: Double]]

    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.usage, "There is no baseline at \(path).")
        }
        do { values = try JSONDecoder().decode([String: [String: Double]].self, from: data) } catch {
            throw Failure(.badData, "\(path) is not a baseline: \(error)")
        }
    }
}
