import Foundation

/// Packages of the Python index as files: fetched and unpacked, never installed or run.
enum PythonPackage {
    /// Downloads one package without what it depends on, and returns the file.
    static func fetch(_ requirement: String, into folder: String) throws -> String {
        let python = try pip(scratch: folder)
        let target = "\(folder)/package"
        let result = try run(
            python + [
                "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary",
                ":all:",
                "--dest", target, requirement,
            ])
        guard result.status == 0, let file = try? FileManager.default.contentsOfDirectory(atPath: target).first else {
            throw Failure(
                .unavailable, "\(requirement) could not be fetched: \(result.lastLine)",
                next: "Fetch the package elsewhere and give it with --from FILE.")
        }
        return "\(target)/\(file)"
    }

    /// Unpacks a wheel, which is a ZIP archive.
    static func unpack(_ file: String, into folder: String) throws {
        let result = try run(["python3", "-m", "zipfile", "-e", file, folder])
        guard result.status == 0 else {
            throw Failure(.badData, "\(file) could not be unpacked: \(result.lastLine)")
        }
    }

    /// A Python with pip: the system's, or one in a scratch environment.
    private static func pip(scratch: String) throws -> [String] {
        if try run(["python3", "-m", "pip", "--version"]).status == 0 { return ["python3"] }
        let environment = "\(scratch)/python"
        guard try run(["python3", "-m", "venv", environment]).status == 0 else {
            throw Failure(
                .unavailable, "There is no pip to fetch the package with.",
                next: "Install python3-pip (or python3-venv), or give the package with --from FILE.")
        }
        return ["\(environment)/bin/python"]
    }

    private struct Result {
        var status: Int32
        var output: String

        /// What a program that failed says at last.
        var lastLine: String {
            output.split(separator: "\n").last.map(String.init) ?? "it ended with status \(status)"
        }
    }

    private static func run(_ command: [String]) throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}
