import ArgumentParser
import AttuneSettings
import Engine
import Foundation
import NIOCore
import Ranking
import SampleIndex
import Sessions

struct SuggestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Ranks the library for a context and prints the list. Needs no running service.",
        discussion: """
            Every wish is optional; without any, the newest samples come first. Pins, bans and what was accepted and \
            skipped in the service count here too.

            Examples:
              attune suggest --bpm 128 --key "A minor" --mood dark warm
              attune suggest --bpm 90 --role drums --limit 20 --mode rules
              attune suggest --bpm 128 --role auto --playing loop_amen.flac bass_dnb_f.flac
              attune suggest --bpm 128 --explain loop_amen.flac
              attune suggest --key 8A --json | jq '.suggestions[].name'
            """)

    @Option(help: "Tempo of the project, 20…400 BPM.") var bpm: String?
    @Option(help: "Key of the project: \"A minor\", Am, F#m, 8A (Camelot), 1m (Open Key).") var key: String?
    @Option(parsing: .upToNextOption, help: "Moods, up to 16, separated by spaces.") var mood: [String] = []
    @Option(help: "Role: \(Self.roles); or auto for what --playing lacks.") var role: String?
    @Option(parsing: .upToNextOption, help: "Samples in the project now, by file name or id; not suggested again.")
    var playing: [String] = []
    @Option(help: "Energy, 0…1.") var energy: String?
    @Option(help: "Samples to show, 1…50.") var limit = 10
    @Option(help: "fusion, or rules for no learned components.") var mode: RankingMode = .fusion
    @Option(help: ArgumentHelp("Says why this sample is where it is, or is not listed.", valueName: "file or id"))
    var explain: String?
    @Flag(help: "Prints the set as JSON, in the form the service sends.") var json = false
    @OptionGroup var library: LibraryOptions

    private static let roles = "drums, percussion, bass, chords, melody, pad, vocal, fx, loop or one-shot"

    func validate() throws {
        guard explain == nil || !json else {
            throw ValidationError("--explain and --json do not go together; the service's /explain answers in JSON.")
        }
        guard (1...50).contains(limit) else {
            throw ValidationError("--limit is \(limit); accepted is a whole number, 1…50.")
        }
    }

    func run() async throws {
        let settings = try library.settings()
        var context = try ContextPatch(parsing: wishes, path: "").apply(to: SessionContext())
        let clock = EngineClock.system
        let standing = try await StandingLibrary(dataDir: settings.dataDir)
        if let defaults = try RankingFile(settings).read() { context.preferences = context.preferences.over(defaults) }
        let now = clock.now()
        let start = clock.nanoseconds()
        let request = RankingRequest(context: context, mode: mode, taste: standing.taste, limit: limit, now: now)
        if let explain {
            let id = try await standing.sample(named: explain).id
            guard var found = standing.index.explain(id, in: request) else { throw Failure(.bug, "\(id) went away.") }
            if found.verdict != .listed {
                found.counterfactual = standing.index.counterfactual(for: id, in: request, rows: .max)
            }
            return show(found)
        }
        var list = standing.index.rank(request)
        if let next = list.runnerUp?.sample.id {
            list.runnerUp?.counterfactual = standing.index.counterfactual(for: next, in: request, rows: .max)
        }
        guard json else { return show(list) }
        var timings = StageTimings()
        timings.scan = EngineClock.milliseconds(from: start, to: clock.nanoseconds())
        var set = SuggestionSet(
            id: ULID.make(at: now, random: clock.random), session: nil, revision: 0, mode: mode, assignment: nil,
            generatedAt: now, timings: timings,
            context: context.jsonText, list: list)
        print(String(decoding: set.encoded(clock: clock).readableBytesView, as: UTF8.self))
    }

    /// The options as the `context` object of the HTTP contract, so that one validation speaks for both.
    private var wishes: JSONValue {
        var members: [String: JSONValue] = [:]
        members["bpm"] = bpm.map(Self.number)
        members["key"] = key.map(JSONValue.string)
        members["role"] = role.map(JSONValue.string)
        members["energy"] = energy.map(Self.number)
        if !mood.isEmpty { members["mood_tags"] = .array(mood.map(JSONValue.string)) }
        if !playing.isEmpty { members["playing"] = .array(playing.map(JSONValue.string)) }
        return .object(members)
    }

    private static func number(_ text: String) -> JSONValue {
        Double(text).flatMap { $0.isFinite ? .number($0) : nil } ?? .string(text)
    }

    private func show(_ found: Explanation) {
        print(found.text)
        guard case .excluded = found.verdict else {
            let rows = found.suggestion.reasons.map {
                [$0.component.rawValue, TextColumns.fixed($0.points, digits: 3), $0.text]
            }
            return print(TextColumns.lines(rows, rightAligned: [1]).joined(separator: "\n"))
        }
    }

    private func show(_ list: SuggestionList) {
        guard !list.suggestions.isEmpty else {
            return print("Nothing fits, even with every filter relaxed. Ask for less, or import more.")
        }
        // Into a pipe nothing is shortened.
        let width = Terminal.width(of: STDOUT_FILENO) ?? .max
        print(SuggestionTable(list.suggestions).lines(width: width).joined(separator: "\n"))
        var note = "\(list.eligibleRows) of \(list.rows) samples fit"
        if !list.relaxations.isEmpty {
            note += "; relaxed to fill the list: " + list.relaxations.map(\.rawValue).joined(separator: ", ")
        }
        if let gap = list.gap { note = "\(gap.text). \(note)" }
        if let next = list.runnerUp, let change = next.counterfactual {
            note += ". Next is \(next.sample.name); it \(change.text)"
        }
        Terminal.complain(note + ".")
    }
}
