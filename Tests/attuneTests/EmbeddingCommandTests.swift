import AttuneTesting
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@Suite("Embedding from the command line", .timeLimit(.minutes(2)))
struct EmbeddingCommandTests {
    /// What `scripts/models.sh` has installed.
    private static let installed = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build-models/models").standardizedFileURL

    private struct NotInstalled: Error, CustomStringConvertible {
        var description: String { "no weights in \(EmbeddingCommandTests.installed.path): run scripts/models.sh" }
    }

    private func install(in program: Program) throws {
        guard FileManager.default.fileExists(atPath: Self.installed.path) else { throw NotInstalled() }
        try FileManager.default.createDirectory(atPath: program.dataDir, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: Self.installed.path, toPath: program.dataDir + "/models")
    }

    private func models(_ program: Program) -> [String] {
        (FileManager.default.enumerator(atPath: program.dataDir + "/models")?.compactMap { $0 as? String } ?? [])
            .sorted()
    }

    @Test("a file that is not the package is refused by its hash, and nothing is left of the attempt")
    func wrongPackage() throws {
        try Program.inFreshFolder { program in
            let file = program.folder.appending(path: "musicnn.whl")
            try Data("PK no package".utf8).write(to: file)
            for (argument, status) in [(file.path, Int32(65)), (file.path + ".none", 64)] {
                let outcome = try program.run("models", "install", "musicnn", "--from", argument)
                #expect(outcome.status == status && outcome.output.isEmpty)
                #expect(outcome.errors.contains(status == 65 ? "SHA-256" : "cannot be read"))
            }
            #expect(models(program).isEmpty)
            #expect(try program.run("models", "list", "--json").output.contains("\"installed\":false"))
        }
    }

    @Test("a refused package leaves the installed weights as they are")
    func keepsInstalled() throws {
        try Program.inFreshFolder { program in
            try install(in: program)
            let before = models(program)
            let file = program.folder.appending(path: "musicnn.whl")
            try Data(repeating: 7, count: 1 << 16).write(to: file)
            #expect(try program.run("models", "install", "musicnn", "--from", file.path).status == 65)
            #expect(models(program) == before)
            let list = try program.run("models", "list")
            #expect(list.output.contains("installed in \(program.dataDir)"))
            #expect(try program.run("doctor").output.contains("MSD_musicnn 0.1.0, weights whole"))
        }
    }

    @Test("the weights make the next import embed what is known, and suggestions and the inspection say so")
    func network() throws {
        try Program.inFreshFolder { program in
            for name in ["ambi_drone", "ambi_choir", "loop_amen", "bass_trance_c"] {
                try FileManager.default.copyItem(
                    atPath: "/usr/share/sonic-pi/samples/\(name).flac",
                    toPath: program.samples.appending(path: "\(name).flac").path)
            }
            _ = try program.run("import", program.samples.path)
            try install(in: program)
            let summary = try program.run("import", program.samples.path, "--json").json()
            #expect(summary["unchanged"] as? Int == 4 && (summary["downgrades"] as? [Any])?.isEmpty == true)
            #expect(try program.run("doctor").output.contains("compared 4 by musicnn"))
            let inspection = try program.run("inspect", program.samples.path + "/loop_amen.flac", "--json").json()
            // What all samples share points nowhere: a word that some have and some have not.
            let plain = try program.run("suggest", "--json").json()
            let words = (plain["suggestions"] as? [[String: Any]] ?? []).map { $0["tags"] as? [String] ?? [] }
            let mood = try #require(words.joined().first { word in words.contains { !$0.contains(word) } })
            let list = try program.run("suggest", "--mood", mood, "--json")
            #expect(list.output.contains("\"source\":\"musicnn\""), "\(mood)")
            let vector = inspection["vector"] as? [String: Any]
            #expect(vector?["space"] as? String == "musicnn" && vector?["values"] as? Int == 1506)
        }
    }

    @Test("damaged weights are said, and the import goes on by fingerprint")
    func damagedWeights() throws {
        try Program.inFreshFolder { program in
            try install(in: program)
            let data = program.dataDir + "/models/musicnn/weights.data-00000-of-00001"
            let whole = try Data(contentsOf: URL(filePath: data))
            try whole.prefix(whole.count / 2).write(to: URL(filePath: data))
            try program.writeLoop("a.wav", pitch: 110)
            let outcome = try program.run("import", program.samples.path)
            #expect(outcome.status == 0 && outcome.output.contains("Without musicnn"))
            #expect(outcome.output.contains("attune models install musicnn"))
            let doctor = try program.run("doctor").output
            #expect(doctor.contains("cannot be used") && doctor.contains("compared 1 by fingerprint"))
        }
    }

    @Test("a worker embeds what is imported; without it the import says so and the next one catches up")
    func worker() async throws {
        let axis = Mutex(0)
        let server = try await TinyServer.start { request in
            let text =
                if request.head.uri == "/health" { "{\"status\":\"ok\",\"model\":\"tiny\",\"dimension\":512}" } else {
                    axis.withLock { axis -> String in
                        axis += 1
                        let row = (0..<512).map { $0 == axis ? "1" : "0" }.joined(separator: ",")
                        return "{\"model\":\"tiny\",\"vectors\":[[\(row)]]}"
                    }
                }
            return TinyServer.Answer(body: ByteBuffer(string: text))
        }
        let url = "http://127.0.0.1:\(server.port)"
        try Program.inFreshFolder { program in
            try program.writeLoop("a.wav", pitch: 110)
            try program.writeLoop("b.wav", pitch: 440)
            let away = try program.run("import", program.samples.path, "--clap-url", "http://127.0.0.1:1")
            #expect(away.status == 0 && away.output.contains("Without clap: the worker at http://127.0.0.1:1"))
            #expect(away.errors.contains("without clap"))
            let back = try program.run("import", program.samples.path, "--json", environment: ["ATTUNE_CLAP_URL": url])
            #expect(try back.json()["unchanged"] as? Int == 2)
            #expect(axis.withLock { $0 } == 2)
            let doctor = try program.run("doctor", "--clap-url", url).output
            #expect(doctor.contains("compared 2 by clap") && doctor.contains("tiny on \(url)"))
            #expect(try program.run("doctor", "--clap-url", "http://127.0.0.1:1").status == 0)
        }
        await server.stop()
    }
}
