import AttuneTesting
import Foundation

/// The program while it runs, for what must be done to it meanwhile.
final class RunningProgram {
    private let process = Process()
    private let output = Pipe()
    private var unread = ""

    init(_ program: Program, _ arguments: [String]) throws {
        process.executableURL = try LiveServer.program()
        process.arguments = arguments
        process.environment = ["ATTUNE_DATA_DIR": program.dataDir, "HOME": program.folder.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { kill(process.processIdentifier, SIGKILL) }

    var isRunning: Bool { process.isRunning }

    /// The next line it prints; `nil` when it has ended.
    func nextLine() -> String? {
        while true {
            if let end = unread.firstIndex(of: "\n") {
                defer { unread = String(unread[unread.index(after: end)...]) }
                return String(unread[..<end])
            }
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { return nil }
            unread += String(decoding: data, as: UTF8.self)
        }
    }

    /// The next line, read as one JSON object.
    func nextJSON() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data((nextLine() ?? "").utf8)) as? [String: Any] ?? [:]
    }

    /// Sends a signal and waits for the end; the exit status.
    func end(_ signal: Int32) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }
}
