import ArgumentParser
import AudioAnalysis
import Foundation

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Listens to one sound file and shows all that is heard, and how surely.",
        discussion: """
            Every fact has a confidence (the probability that it is right) and a source, the strongest first: embedded \
            metadata, the name of the file and its folders, listening. Below it stands what else it may be. Networks that \
            `attune models list` shows add their tags. Nothing is stored.

            Examples:
              attune inspect loop_128bpm_Am.wav
              attune inspect kick.wav --json | jq .role
              attune inspect loop.wav --plot loop.png
            """)

    @Argument(help: "A sound file.") var file: String
    @Flag(help: "Prints one JSON object.") var json = false
    @Option(
        help: ArgumentHelp(
            "Also draws waveform, onset strength with the beat grid, chroma and the key scores.", valueName: "file.png")
    )
    var plot: String?
    @OptionGroup var embedding: EmbeddingOptions

    func run() async throws {
        let embedders = Embedders.configured(try embedding.settings())
        let path = URL(filePath: file).standardizedFileURL.path
        let audio: AnalysedAudio
        do throws(AudioFileError) {
            audio = try AudioAnalyser().analyse(path: path)
        } catch {
            let next = error == .missing ? "Check the path." : "`attune import` would skip it with the same reason."
            throw Failure(.badData, "\(file): \(error.reason).", next: next)
        }
        let heard = audio.fingerprint.isEmpty ? EmbeddingReport() : await EmbeddingReport(path: path, embedders)
        let report = InspectionReport(audio, heard)
        if let plot { try draw(audio, report, path, to: plot) }
        guard json else { return print(report.text(name: (path as NSString).lastPathComponent)) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }

    private func draw(_ audio: AnalysedAudio, _ report: InspectionReport, _ path: String, to target: String) throws {
        let picture: InspectionPlot
        do throws(AudioFileError) {
            picture = InspectionPlot(
                name: (path as NSString).lastPathComponent, report: report, audio: audio,
                peaks: try Waveform.peaks(path: path, points: InspectionPlot.points),
                outline: try SoundOutline(path: path))
        } catch {
            throw Failure(.badData, "\(file): \(error.reason).", next: "It was changed just now; try again.")
        }
        if let reason = picture.write(to: URL(filePath: target).standardizedFileURL.path) {
            throw Failure(
                .unavailable, "The picture \(target) was not written: \(reason).",
                next: "Give --plot a file in a folder that exists and that you may write to.")
        }
    }
}
