import Catalog
import Foundation
import Library
import Testing

/// Imports that go on, and that meet names as they are on real disks.
@Suite(.timeLimit(.minutes(2)))
struct ImportAtScaleTests {
    private func places(_ program: Program) async throws -> [Place] {
        try await Catalog.readOnly(folder: program.dataDir).places(under: "")
    }

    @Test("import --watch takes in what changes, says each change in a line, and ends with 0 on Ctrl-C")
    func watching() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("a_120bpm.wav", pitch: 110)
            let running = try RunningProgram(program, ["import", program.samples.path, "--watch", "--json"])
            #expect(try running.nextJSON()["imported"] as? Int == 1)
            try program.writeLoop("Kit.wav", pitch: 300)
            #expect(try running.nextJSON()["imported"] as? Int == 1)
            let (old, new) = (program.samples.appending(path: "Kit.wav"), program.samples.appending(path: "kit2.wav"))
            try FileManager.default.moveItem(at: old, to: new)
            #expect(try running.nextJSON()["moved"] as? Int == 1)
            try FileManager.default.removeItem(at: new)
            #expect(try running.nextJSON()["missing"] as? Int == 1)
            #expect(running.end(SIGINT) == 0)
            let set = try program.run("suggest", "--json").json()
            let names = (set["suggestions"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
            #expect(names == ["a_120bpm.wav"])
        }
    }

    @Test("two spellings of one accented name are two files, and a second import reads neither")
    func spellings() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)")
        let program = Program(folder: folder)
        try FileManager.default.createDirectory(at: program.samples, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try program.writeLoop("one.wav", pitch: 110)
        try program.writeLoop("two.wav", pitch: 220)
        for (name, spelling) in [("one.wav", "cafe\u{301}.wav"), ("two.wav", "caf\u{e9}.wav")] {
            let (from, to) = (program.samples.path + "/" + name, program.samples.path + "/" + spelling)
            #expect(unsafe rename(from, to) == 0)
        }
        #expect(try program.run("import", program.samples.path, "--json").json()["imported"] as? Int == 2)
        #expect(try await places(program).count == 2)
        let second = try program.run("import", program.samples.path, "--json").json()
        #expect(second["unchanged"] as? Int == 2 && second["imported"] as? Int == 0 && second["missing"] as? Int == 0)
    }

    @Test("a name that is no UTF-8 is named with what to do, and the rest comes in")
    func garbledName() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("good_120bpm.wav", pitch: 110)
            try program.writeLoop("bad.wav", pitch: 220)
            let bytes: [CChar] =
                Array(program.samples.path.utf8CString.dropLast()) + [0x2F, -1, -2, 0x2E, 0x77, 0x61, 0x76, 0]
            #expect(unsafe rename(program.samples.path + "/bad.wav", bytes) == 0)
            let summary = try program.run("import", program.samples.path, "--json").json()
            #expect(summary["imported"] as? Int == 1 && summary["skipped"] as? Int == 1)
            let problem = (summary["problems"] as? [[String: String]])?.first
            #expect(problem?["reason"]?.contains("UTF-8") == true && problem?["reason"]?.contains("rename") == true)
        }
    }

    @Test("a folder that may not be read is named, and the rest comes in")
    func unreadable() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("good_120bpm.wav", pitch: 110)
            let secret = program.samples.appending(path: "secret")
            try FileManager.default.createDirectory(at: secret, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: secret.path)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: secret.path) }
            let outcome = try program.runBound(["import", program.samples.path, "--json"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let summary = try outcome.json()
            #expect(summary["imported"] as? Int == 1 && summary["skipped"] as? Int == 1)
            #expect(summary["files"] as? Int == 2)
            let problem = (summary["problems"] as? [[String: String]])?.first
            #expect(problem?["path"] == secret.resolvingSymlinksInPath().path)
            #expect(problem?["reason"]?.contains("Permission denied") == true)
        }
    }
}
