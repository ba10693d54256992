public import ArgumentParser
import AttuneSettings
import Engine
import Foundation
import Music
import NIOCore
public import Ranking
import SampleIndex

struct SequenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sequence",
        abstract: "Orders samples for a set or an arrangement, from some you name. Needs no running service.",
        discussion: """
            The chain begins with the first sample you name and goes on in small steps of tempo, key and sound among what \
            is near to all of them. Nothing comes twice, and nothing you banned.

            Examples:
              attune sequence loop_amen.flac --length 8 --energy rise
              attune sequence loop_amen.flac bass_dnb_f.flac --lock 8=loop_mika.flac --json
            """)

    @Argument(help: ArgumentHelp("Samples to start from, up to 8: file names, paths or ids.", valueName: "sample"))
    var seeds: [String]

    @Option(help: "Samples in the chain, 2…50.") var length = 8
    @Option(help: "Course of the energy: rise, fall, arc, or flat to let it go as it will.")
    var energy: EnergyCurve = .flat
    @Option(help: ArgumentHelp("Keeps a sample at a place; may be repeated.", valueName: "place=sample"))
    var lock: [String] = []
    @Flag(help: "Prints the chain as JSON, in the form the service sends.") var json = false
    @OptionGroup var library: LibraryOptions

    func validate() throws {
        guard (2...50).contains(length) else {
            throw ValidationError("--length is \(length); accepted is a whole number, 2…50.")
        }
        guard (1...8).contains(seeds.count) else {
            throw ValidationError("\(seeds.count) samples are named; accepted are 1…8.")
        }
        _ = try locks()
    }

    func run() async throws {
        let standing = try await StandingLibrary(dataDir: try library.settings().dataDir)
        var ids: [SampleID] = []
        for seed in seeds { ids.append(try await standing.sample(named: seed).id) }
        let request = SequenceRequest(
            seeds: ids, count: length, curve: energy, locked: try await locked(standing),
            taste: standing.taste, now: EngineClock.system.now())
        var unknown: SampleID?
        guard let sequence = standing.index.sequence(request, unknown: &unknown) else {
            throw Failure(.badData, "There is no sample \(unknown?.rawValue ?? "").")
        }
        guard json else { return show(sequence) }
        print(String(decoding: sequence.encoded.readableBytesView, as: UTF8.self))
    }

    /// What was written after `--lock`: the samples' names by place, 0 the first.
    private func locks() throws -> [Int: String] {
        var names: [Int: String] = [:]
        for text in lock {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let place = Int(parts[0]), (1...length).contains(place), names[place - 1] == nil
            else {
                throw ValidationError(
                    "--lock is “\(text)”; accepted is PLACE=SAMPLE with a place from 1 to \(length), each once.")
            }
            names[place - 1] = String(parts[1])
        }
        return names
    }

    private func locked(_ standing: StandingLibrary) async throws -> [Int: SampleID] {
        var locked: [Int: SampleID] = [:]
        for (place, name) in try locks() {
            let sample = try await standing.sample(named: name)
            guard !standing.taste.bans(sample) else {
                throw Failure(.usage, "--lock names “\(name)”, which is banned, or its pack or one of its tags.")
            }
            guard !locked.values.contains(sample.id) else {
                throw Failure(.usage, "--lock names “\(name)” twice.")
            }
            locked[place] = sample.id
        }
        return locked
    }

    private func show(_ sequence: SampleSequence) {
        let rows = sequence.steps.enumerated().map { place, step in
            [
                "\(place + 1)", step.transition.map { TextColumns.fixed($0.cost, digits: 2) } ?? "",
                (step.isLocked ? "🔒 " : "") + step.sample.name,
                step.sample.tempo.map { TextColumns.fixed($0.value, digits: 1) } ?? "–",
                step.sample.key.map { $0.value.name } ?? "–",
                step.sample.energy.map { TextColumns.fixed($0, digits: 2) } ?? "–",
            ]
        }
        let table = [["#", "step", "name", "bpm", "key", "energy"]] + rows
        print(TextColumns.lines(table, rightAligned: [0, 1, 3, 5]).joined(separator: "\n"))
        if sequence.steps.count < length { print("The library has no more that is near enough to order.") }
    }
}

extension EnergyCurve: ExpressibleByArgument {}
