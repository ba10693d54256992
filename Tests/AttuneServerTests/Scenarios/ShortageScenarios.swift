import AttuneTesting
import Foundation
import Testing

/// Too many connections for the descriptors there are.
@Suite("A shortage of descriptors", .timeLimit(.minutes(2)))
struct ShortageScenarios {
    @Test(
        "at the ceiling nobody more is accepted, the open streams live, and whoever waits is served when others leave")
    func ceiling() async throws {
        let log = try Log()
        try await FixtureServer.run(descriptors: 160, errorLog: log.handle) { client, _, _ in
            try await client.context("song", #"{"bpm": 120}"#)
            var open: [RawSocket] = []
            var waiting: [RawSocket] = []
            for _ in 0..<120 {
                let socket = try await RawSocket.open(port: client.port)
                try await socket.send(RawSocket.request("song"))
                waiting.append(socket)
            }
            try await log.wait(for: "no more connections are accepted")
            // Whoever is accepted at all is answered at once, so a silence means that they wait.
            var served = -1
            while served != open.count {
                served = open.count
                try await Task.sleep(for: .milliseconds(300))
                open = waiting.filter { $0.received.contains("event: suggestions") }
            }
            #expect((40..<100).contains(open.count))
            try await client.context("song", #"{"bpm": 128}"#)
            for socket in open { try await socket.receive(#""revision":2"#) }
            #expect(try log.lines("no more connections are accepted").count == 1)

            // Some more than the ceiling may have been accepted in one go, so that one who leaves need not make room for one
            // who waits; all of them together make room for as many as the ceiling, less the test's own connections.
            let late = waiting.filter { !$0.received.contains("event: hello") }
            for socket in open { await socket.close() }
            for socket in late.prefix(60) { try await socket.receive(#""revision":2"#) }
            for socket in waiting { await socket.close() }
        }
    }

    @Test("when the kernel refuses a descriptor, accepting rests, the open streams live, and it is told once")
    func refused() async throws {
        let log = try Log()
        try await FixtureServer.run(errorLog: log.handle) { client, server, _ in
            try await client.context("song", #"{"bpm": 120}"#)
            let watcher = try await RawSocket.watch("song", port: client.port)
            let id = try #require(server.processID)
            let held = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").count
            try setLimit(of: id, to: held + 1)

            var late: [RawSocket] = []
            for _ in 0..<8 {
                let socket = try await RawSocket.open(port: client.port)
                try await socket.send(RawSocket.request("song"))
                late.append(socket)
            }
            try await log.wait(for: "connections cannot be accepted")
            try await client.context("song", #"{"bpm": 128}"#)
            try await watcher.receive(#""revision":2"#)
            // Longer than the rest between two attempts.
            try await Task.sleep(for: .milliseconds(1500))
            #expect(try log.lines("connections cannot be accepted").count == 1)

            try setLimit(of: id, to: 1024)
            for socket in late { try await socket.receive("event: suggestions") }
            for socket in late { await socket.close() }
            await watcher.close()
        }
    }
}

/// Changes how many files and sockets a running process may open, not what it may raise that to.
private func setLimit(of id: Int32, to count: Int) throws {
    let process = try Process.run(
        URL(fileURLWithPath: "/usr/bin/prlimit"), arguments: ["--pid", "\(id)", "--nofile=\(count):"])
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
}

/// A server's log in a file.
private struct Log {
    let url: URL
    let handle: FileHandle

    init() throws {
        url = try FixtureServer.temporaryFolder().appending(path: "log")
        try Data().write(to: url)
        handle = try FileHandle(forWritingTo: url)
    }

    func lines(_ text: String) throws -> [Substring] {
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n").filter { $0.contains(text) }
    }

    func wait(for text: String) async throws {
        for _ in 0..<1000 {
            if try !lines(text).isEmpty { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw StreamEnded(waitingFor: text)
    }
}
