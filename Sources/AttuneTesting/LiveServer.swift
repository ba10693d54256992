public import Foundation
import Synchronization

/// The built `attune` program as a real process on loopback, with its data in a folder that survives restarts.
public final class LiveServer: Sendable {
    public let dataFolder: URL
    private let process = Mutex<Process?>(nil)
    private let boundPort = Mutex(0)
    private let extra: [String]
    private let descriptors: Int?
    private let errorLog: FileHandle

    /// Why a server did not come up, with what it printed.
    public struct StartFailure: Error, CustomStringConvertible {
        public var description: String
    }

    /// The built program beside the test bundle.
    public static func program() throws -> URL {
        let here = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: here).deletingLastPathComponent().appending(path: "attune")
    }

    /// - Parameters:
    ///   - arguments: More options of `attune serve`.
    ///   - descriptors: How many files and sockets it may hold open; as many as we may when `nil`.
    ///   - errorLog: Where its log goes.
    public init(
        dataFolder: URL, arguments: [String] = [], descriptors: Int? = nil, errorLog: FileHandle = .standardError
    ) {
        self.dataFolder = dataFolder
        extra = arguments
        self.descriptors = descriptors
        self.errorLog = errorLog
    }

    public var port: Int { boundPort.withLock { $0 } }
    public var url: String { "http://127.0.0.1:\(port)" }
    public var processID: Int32? { process.withLock { $0?.processIdentifier } }

    /// Runs `attune` to its end and returns its exit code and standard output.
    @discardableResult
    public static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = try program()
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    /// Starts the service and returns when it has printed its address: the listener is open by then. A restart takes
    /// the same port.
    public func start() throws {
        let process = Process()
        let program = try Self.program()
        process.executableURL = program
        process.arguments =
            ["serve", "--data-dir", dataFolder.path, "--port", "\(port)"] + extra
        if let descriptors {
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            let limited = ["-c", #"ulimit -n "$0" && exec "$@""#, "\(descriptors)", program.path]
            process.arguments = limited + (process.arguments ?? [])
        }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = errorLog
        try process.run()
        var printed = ""
        while true {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            printed += String(decoding: data, as: UTF8.self)
            guard let port = Self.port(in: printed) else { continue }
            boundPort.withLock { $0 = port }
            self.process.withLock { $0 = process }
            return
        }
        process.waitUntilExit()
        throw StartFailure(
            description: "attune serve ended with \(process.terminationStatus) after printing: \(printed)")
    }

    /// `SIGKILL`, and waits until it is gone.
    public func killHard() { end { kill($0.processIdentifier, SIGKILL) } }

    /// `SIGTERM`, waits, and returns the exit code.
    @discardableResult
    public func stop() -> Int32? { end { $0.terminate() } }

    @discardableResult
    private func end(_ signal: (Process) -> Void) -> Int32? {
        let running = process.withLock { held in
            defer { held = nil }
            return held
        }
        guard let running else { return nil }
        signal(running)
        running.waitUntilExit()
        return running.terminationStatus
    }

    /// The port in the first complete `http://127.0.0.1:PORT` line.
    private static func port(in printed: String) -> Int? {
        guard let start = printed.range(of: "http://127.0.0.1:") else { return nil }
        let digits = printed[start.upperBound...].prefix(while: \.isNumber)
        let rest = printed[start.upperBound...].dropFirst(digits.count)
        return rest.isEmpty ? nil : Int(digits)
    }
}
