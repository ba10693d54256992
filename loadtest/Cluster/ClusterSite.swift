import Foundation
import NIOCore
import Streaming
import Synchronization

/// One Redis and the nodes over it, as processes of this machine; all end with it.
final class ClusterSite: Sendable {
    private struct State {
        var ports: [Int] = []
        var processes: [Int: Process] = [:]
        var redis: Process?
        var random: SplitMix64
    }

    private let program: String
    private let dataDir: String
    private let folder: URL
    private var socket: String { folder.appending(path: "redis.sock").path }
    private let state: Mutex<State>

    init(program: String, dataDir: String, seed: UInt64) throws {
        self.program = program
        self.dataDir = dataDir
        folder = FileManager.default.temporaryDirectory.appending(path: "attune-cluster-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        state = Mutex(State(random: SplitMix64(seed: seed)))
        let redis = Process()
        redis.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        redis.arguments = [
            "redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder.path, "--save", "", "--appendonly",
            "no",
        ]
        redis.standardOutput = FileHandle.nullDevice
        redis.standardError = FileHandle.nullDevice
        try redis.run()
        while !FileManager.default.fileExists(atPath: socket) {
            guard redis.isRunning else {
                throw ScenarioError.unreachable(authority: socket, reason: "redis-server ended at once")
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
        state.withLock { $0.redis = redis }
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Starts a node and returns when it listens.
    func add() throws {
        let number = state.withLock { $0.ports.count }
        let data = folder.appending(path: "node-\(number)-\(UUID().uuidString.prefix(4))")
        try FileManager.default.copyItem(at: URL(fileURLWithPath: dataDir), to: data)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "serve", "--data-dir", data.path, "--port", "0", "--redis", "redis+unix://\(socket)", "--watch",
            "off",
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var printed = ""
        while true {
            let bytes = output.fileHandleForReading.availableData
            guard !bytes.isEmpty else {
                throw ScenarioError.unreachable(
                    authority: "127.0.0.1", reason: "a node ended after printing: \(printed)")
            }
            printed += String(decoding: bytes, as: UTF8.self)
            guard let match = printed.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)\D/), let port = Int(match.1) else {
                continue
            }
            state.withLock { state in
                state.ports.append(port)
                state.processes[port] = process
            }
            return
        }
    }

    /// Kills the node that was started first.
    func killOne() {
        state.withLock { state in
            let port = state.ports.removeFirst()
            guard let process = state.processes.removeValue(forKey: port) else { return }
            kill(process.processIdentifier, SIGKILL)
        }
    }

    /// Kills all that was started, which ends the streams.
    func stop() {
        state.withLock { state in
            for process in state.processes.values { kill(process.processIdentifier, SIGKILL) }
            state.processes = [:]
            // It keeps nothing, and SIGTERM may be blocked in it as it is in the thread that started it.
            if let redis = state.redis { kill(redis.processIdentifier, SIGKILL) }
            state.redis = nil
        }
    }

    /// The port of a node that lives, at random.
    func anyPort() -> Int { state.withLock { $0.ports.randomElement(using: &$0.random) ?? 0 } }

    /// Seconds of processor time of the nodes, and of Redis.
    func processorSeconds() throws -> (nodes: Double, redis: Double) {
        let (nodes, redis) = state.withLock { state in
            (state.processes.values.map(\.processIdentifier), state.redis.map { [$0.processIdentifier] } ?? [])
        }
        return (try ServerProcess(ids: nodes).processorSeconds(), try ServerProcess(ids: redis).processorSeconds())
    }
}
