import ArgumentParser
import AttuneSettings
import Catalog
import Foundation
import Library
import Music
import Ranking

struct FixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Corrects what is known of a sample.",
        discussion: """
            A correction stands before everything that is heard or read, survives every import, and is noticed by a running \
            service within a second. `--clear` takes corrections back.

            Examples:
              attune fix loop_amen.flac --bpm 137 --role drums
              attune fix pad.wav --key "A minor" --mood dark warm
              attune fix pad.wav --clear key moods
            """)

    /// What can be corrected, by the name that takes it back.
    enum Field: String, CaseIterable, ExpressibleByArgument { case bpm, key, role, moods }

    @Argument(help: "A sample: its path, its file name when only one has it, or its id.") var sample: String
    @Option(help: "Tempo, 20…400 BPM.") var bpm: Double?
    @Option(help: "Key: \"A minor\", Am, F#m, 8A (Camelot), 1m (Open Key).") var key: String?
    @Option(help: "Role: drums, percussion, bass, chords, melody, pad, vocal, fx, loop or one-shot.")
    var role: String?
    @Option(parsing: .upToNextOption, help: "Moods that replace the sample's tags, up to 16.") var mood: [String] = []
    @Option(parsing: .upToNextOption, help: "Corrections to take back: bpm, key, role, moods.") var clear: [Field] = []
    @OptionGroup var library: LibraryOptions

    func validate() throws { _ = try correction() }

    func run() async throws {
        let correction = try correction()
        let settings = try library.settings()
        let before = try await StandingLibrary(dataDir: settings.dataDir).sample(named: sample)
        let catalog = try Catalog(folder: settings.dataDir)
        guard let after = try await catalog.correct(before.id, correction) else {
            throw Failure(.badData, "The sample \(before.id.rawValue) is no longer there.")
        }
        print("\(after.facts.name) (\(after.facts.id.rawValue))")
        let rows = zip(Self.lines(before), Self.lines(after.facts)).map { old, new in
            [old.0, old.1, old.1 == new.1 ? "" : "→ \(new.1)"]
        }
        print(TextColumns.lines(rows, rightAligned: []).joined(separator: "\n"))
    }

    private func correction() throws -> Correction {
        var correction = Correction()
        for field in clear {
            switch field {
            case .bpm: correction.bpm = .some(nil)
            case .key: correction.key = .some(nil)
            case .role: correction.role = .some(nil)
            case .moods: correction.moods = .some(nil)
            }
        }
        if let bpm {
            guard (20...400).contains(bpm) else { throw ValidationError("--bpm is \(bpm); accepted is 20…400.") }
            correction.bpm = bpm
        }
        if let key {
            guard case .key(let parsed) = try? KeyText.parse(key) else {
                throw ValidationError("--key: “\(key)” is not a key with its mode. \(KeyParseError.acceptedForms)")
            }
            correction.key = parsed
        }
        if let role {
            guard let parsed = Role(rawValue: role) else {
                let accepted = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--role: “\(role)” is not a role; accepted are \(accepted).")
            }
            correction.role = parsed
        }
        if !mood.isEmpty {
            let moods = mood.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map { Tag($0) }
            guard moods.count <= 16, !moods.contains(nil) else {
                throw ValidationError("--mood takes up to 16 words or phrases, separated by spaces or commas.")
            }
            correction.moods = Set(moods.compactMap { $0 }).sorted()
        }
        guard correction != Correction() else {
            throw ValidationError("Nothing to correct: give --bpm, --key, --role, --mood or --clear.")
        }
        return correction
    }

    private static func lines(_ facts: SampleFacts) -> [(String, String)] {
        func words<Value>(_ fact: Fact<Value>?, _ value: (Value) -> String) -> String {
            fact.map { "\(value($0.value)) (\($0.source.rawValue), \(Int(($0.confidence * 100).rounded())) %)" } ?? "–"
        }
        return [
            ("tempo", words(facts.tempo) { "\(TextColumns.fixed($0, digits: 1)) BPM" }),
            ("key", words(facts.key, \.name)), ("role", words(facts.role, \.rawValue)),
            ("tags", facts.tags.isEmpty ? "–" : facts.tags.map(\.text).joined(separator: ", ")),
        ]
    }
}
