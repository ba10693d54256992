import AttuneTesting
import Foundation

/// The built program, run as a person runs it, in a data folder of its own.
struct Program {
    /// What one run left behind.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String

        /// The output read as one JSON object.
        func json() throws -> [String: Any] {
            try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
        }
    }

    let folder: URL
    var dataDir: String { folder.appending(path: "data").path }
    var samples: URL { folder.appending(path: "samples") }

    /// Runs `body` in a folder that is gone afterwards.
    static func inFreshFolder(_ body: (Program) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)")
        let program = Program(folder: folder)
        try FileManager.default.createDirectory(at: program.samples, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(program)
    }

    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
        try run(arguments, environment: environment)
    }

    /// Runs it bound by permissions: root lays down the power to pass over them (capabilities(7)).
    func runBound(_ arguments: [String]) throws -> Outcome {
        guard geteuid() == 0 else { return try run(arguments) }
        let powers = "--bounding-set=-dac_override,-dac_read_search"
        return try run(
            [powers, try LiveServer.program().path] + arguments, of: URL(filePath: "/usr/bin/setpriv"))
    }

    /// Runs it for at most 20 seconds; the status is 124 when it has not ended by then.
    func runBriefly(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
        try run(
            ["20", try LiveServer.program().path] + arguments, environment: environment,
            of: URL(filePath: "/usr/bin/timeout"))
    }

    func run(
        _ arguments: [String], environment: [String: String] = [:], of executable: URL? = nil
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = try executable ?? LiveServer.program()
        process.arguments = arguments
        process.environment = ["ATTUNE_DATA_DIR": dataDir, "HOME": folder.path].merging(environment) { $1 }
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let complained = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
            errors: String(decoding: complained, as: UTF8.self))
    }

    /// Writes a mono 16-bit WAV file of decaying clicks, two a second, over a tone.
    func writeLoop(_ name: String, pitch: Double, seconds: Double = 2) throws {
        let rate = 22_050
        let frames = (0..<Int(seconds * Double(rate))).map { frame in
            let time = Double(frame) / Double(rate)
            let click = exp(-30 * time.truncatingRemainder(dividingBy: 0.5))
            return 0.4 * (0.3 + 0.7 * click) * sin(2 * .pi * pitch * time)
        }
        try WAVFile.mono(frames, rate: rate).write(to: samples.appending(path: name))
    }
}
