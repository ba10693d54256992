import AttuneTesting
import Foundation
import NIOCore
import NIOHTTP1
import SSEClient
import Sessions
import Testing

/// The sound of a sample, over real HTTP.
@Suite("Scenarios: sound", .timeLimit(.minutes(2)))
struct SoundScenarios {
    @Test("a sound is not sent twice, but another of the same length in its place is")
    func replaced() async throws {
        let folder = try FixtureServer.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let item = FixtureLibrary.Item(pack: "Hits", name: "kick.wav", bpm: nil, key: nil)
        let library = try FixtureLibrary(folder: folder.appending(path: "samples"), items: [item])
        let data = folder.appending(path: "data")
        #expect(try LiveServer.run(["import", library.folder.path, "--data-dir", data.path]).status == 0)
        let server = LiveServer(dataFolder: data, arguments: ["--watch", "off"])
        try server.start()
        defer { server.killHard() }
        let client = AttuneClient(port: server.port)
        let id = try #require(try await client.get("/v1/samples").json["samples"][0]["id"].text)
        let path = "/v1/samples/\(id)/audio"

        let first = try await client.http.get(path)
        let tag = try #require(first.headers.first(name: "etag"))
        #expect(try await client.http.get(path, headers: ["if-none-match": tag]).status == 304)

        let file = library.folder.appending(path: "Hits/kick.wav")
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: file)
        let second = try await client.http.get(path, headers: ["if-none-match": tag])
        #expect(second.status == 200)
        #expect(Array(second.body.readableBytesView) == Array(bytes))
        await client.http.close()
    }
}
