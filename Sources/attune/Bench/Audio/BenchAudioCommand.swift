import ArgumentParser
import AudioAnalysis
import Foundation

struct BenchAudioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audio",
        abstract: "Listens to sounds of which the truth is known, and prints how much of it was heard.",
        discussion: """
            A set is a folder with a truth.json; `make bench-audio` makes three of them. Shares are of the sounds whose \
            truth is known: tempo within 4 %, tempo_octave also at half, double, third or triple, tempo_sure where the \
            confidence is 0.9 or more (tempo_covered says how many these are), no_tempo of one-shots, key exactly, \
            of loops whose notes settle it, key_mirex with half a point for a fifth, 0.3 for the relative and 0.2 for \
            the parallel key, key_any and key_any_mirex of all pitched loops, unpitched of drums given no key.
            """)

    @Argument(help: ArgumentHelp("A set's folder.", valueName: "folder")) var folder: String
    @Option(help: ArgumentHelp("JSON of an earlier run with --json; differences are shown.", valueName: "file"))
    var baseline: String?
    @Flag(help: "Prints one line of JSON.") var json = false
    @Flag(help: "Prints what the judges weigh, a line of JSON per sound, for fitting their weights.") var measures =
        false
    @Flag(help: "Reads the names of the files behind the links of a set, too, as an import does.") var named = false
    @Flag(help: "Prints what was heard wrongly, sound by sound.") var mistakes = false

    func run() async throws {
        let truth = try AudioTruth(folder: folder)
        if measures { return try await printMeasures(truth) }
        var benchmark = AudioBenchmark()
        let (folder, named, started) = (folder, named, ContinuousClock.now)
        let heard = try await Self.map(truth.sounds) { item in
            let link = URL(fileURLWithPath: "\(folder)/\(item.file)")
            let file = named ? link.resolvingSymlinksInPath() : link
            return try AudioAnalyser().analyse(path: file.path, folders: [])
        }
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        for (item, audio) in zip(truth.sounds, heard) { benchmark.add(audio, truth: item) }
        let earlier = try baseline.map(AudioBaseline.init(path:))
        let table = AudioTable(benchmark, soundsPerSecond: Double(heard.count) / seconds, baseline: earlier)
        print(json ? try table.json() : table.text())
        if mistakes {
            for (item, audio) in zip(truth.sounds, heard) { AudioTable.mistake(audio, truth: item).map { print($0) } }
        }
    }

    private func printMeasures(_ truth: AudioTruth) async throws {
        let folder = folder
        let all = try await Self.map(truth.sounds) { item in try AnalysisMeasures(path: "\(folder)/\(item.file)") }
        for (item, measures) in zip(truth.sounds, all) {
            let line = ["file": try JSONEncoder().encode(item.file), "measures": try JSONEncoder().encode(measures)]
            print("{" + line.map { "\"\($0)\":\(String(decoding: $1, as: UTF8.self))" }.joined(separator: ",") + "}")
        }
    }

    /// In the order of the items, on all processors.
    private static func map<Value: Sendable>(
        _ items: [AudioTruth.Item], _ listen: @escaping @Sendable (AudioTruth.Item) throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: [(Int, Value)].self) { group in
            let workers = ProcessInfo.processInfo.activeProcessorCount
            for worker in 0..<workers {
                group.addTask {
                    try stride(from: worker, to: items.count, by: workers).map { ($0, try listen(items[$0])) }
                }
            }
            var values: [(Int, Value)] = []
            for try await some in group { values += some }
            return values.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
