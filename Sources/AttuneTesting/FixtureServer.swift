public import Foundation
import SSEClient

/// A live server over a library: imported once per test run, then a fresh copy of the data for each test.
public enum FixtureServer {
    private static let fixture = Result { try Imported(.fixture) }
    private static let pack = Result { try Imported(.pack) }

    /// Runs a test against its own server.
    public static func run<Value>(
        _ library: ServedLibrary = .fixture, _ body: (AttuneClient) async throws -> Value
    ) async throws -> Value {
        try await run(library) { client, _, _ in try await body(client) }
    }

    /// Runs a test that also needs the server's process, and a folder to put new samples in.
    public static func run<Value>(
        _ library: ServedLibrary = .fixture, arguments: [String] = [], descriptors: Int? = nil,
        errorLog: FileHandle = .standardError,
        _ body: (AttuneClient, LiveServer, FixtureLibrary) async throws -> Value
    ) async throws -> Value {
        let source = try (library == .pack ? pack : fixture).get()
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let data = folder.appending(path: "data")
        try FileManager.default.copyItem(at: source.data, to: data)
        let server = LiveServer(
            dataFolder: data, arguments: arguments, descriptors: descriptors, errorLog: errorLog)
        try server.start()
        defer { server.killHard() }
        let client = AttuneClient(port: server.port)
        let value = try await body(client, server, FixtureLibrary(folder: folder.appending(path: "new"), items: []))
        await client.http.close()
        return value
    }

    /// Runs a test against two servers that are started alike, and the process of the first.
    public static func runPair(
        arguments: [String], _ body: (AttuneClient, AttuneClient, LiveServer) async throws -> Void
    ) async throws {
        try await run(arguments: arguments) { first, server, _ in
            try await run(arguments: arguments) { second, _, _ in try await body(first, second, server) }
        }
    }

    /// A new folder that nobody else uses.
    public static func temporaryFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attune-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A library, analysed by the real import.
    private struct Imported {
        let data: URL

        init(_ library: ServedLibrary) throws {
            let folder = try FixtureServer.temporaryFolder()
            data = folder.appending(path: "data")
            let samples =
                switch library {
                case .fixture: try FixtureLibrary(folder: folder.appending(path: "samples")).folder.path
                case .pack: ServedLibrary.packFolder
                }
            let run = try LiveServer.run(["import", samples, "--data-dir", data.path, "--json"])
            guard run.status == 0 else {
                throw LiveServer.StartFailure(
                    description: "the import of the \(library.rawValue) library ended with \(run.status): \(run.output)"
                )
            }
        }
    }
}
