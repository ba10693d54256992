import ArgumentParser
import Streaming

struct BenchEncodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Encodes frames of the stream, once each as a publish does, and prints the rate.",
        discussion: "The figures: frames, payload_bytes, seconds, frames_per_second, megabytes_per_second (10⁶ bytes).")

    @Option(help: "Frames to encode, 1…10000000.") var frames = 200_000
    @Option(help: "Bytes of JSON in each, 1…16777216.") var payload = 8192
    @Flag(help: "Prints one line of JSON.") var json = false

    func validate() throws {
        guard (1...10_000_000).contains(frames) else {
            throw ValidationError("--frames is \(frames); accepted is a whole number, 1…10000000.")
        }
        guard (1...16_777_216).contains(payload) else {
            throw ValidationError("--payload is \(payload); accepted is a whole number, 1…16777216.")
        }
    }

    func run() {
        let result = EncodeBenchmark.run(frames: frames, payloadBytes: payload)
        Figures([
            "frames": Double(result.frames), "payload_bytes": Double(result.payloadBytes), "seconds": result.seconds,
            "frames_per_second": result.framesPerSecond, "megabytes_per_second": result.megabytesPerSecond,
        ]).show(json: json)
    }
}
