import AttuneTesting
import Foundation
import Testing

struct CommandTests {
    @Test("help lists every command, the precedence of settings and the exit statuses")
    func help() throws {
        try Program.inFreshFolder { program in
            let outcome = try program.run("--help")
            #expect(outcome.status == 0)
            for word in ["import", "serve", "suggest", "doctor", "bench", "ATTUNE_", "69"] {
                #expect(outcome.output.contains(word), "\(word) is missing")
            }
        }
    }

    @Test("wrong usage ends with 64, on standard error only")
    func usage() throws {
        try Program.inFreshFolder { program in
            for arguments in [["suggest", "--bmp", "3"], ["import"], ["suggest", "--limit", "51"], ["nothing"]] {
                let outcome = try program.run(arguments)
                #expect(outcome.status == 64, "\(arguments)")
                #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
            }
        }
    }

    @Test("the service refuses an address that others can reach, with the reason and a next step")
    func exposedHost() throws {
        try Program.inFreshFolder { program in
            let outcome = try program.run("serve", "--host", "0.0.0.0")
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("no authentication is configured"))
            #expect(outcome.errors.contains("127.0.0.1"))
        }
    }

    @Test("the service ends at once where it cannot listen, with the reason and a next step")
    func cannotListen() async throws {
        let other = try await TinyServer.start { _ in TinyServer.Answer() }
        try Program.inFreshFolder { program in
            let taken = try program.runBriefly(["serve", "--port", "\(other.port)"])
            #expect(taken.status == 69)
            #expect(taken.errors.contains("Address already in use") && taken.errors.contains("--port"))

            // A label of 64 characters is in no name service, so that none is asked.
            let unknown = try program.runBriefly(
                ["serve", "--port", "0", "--host", String(repeating: "x", count: 64)],
                environment: ["ATTUNE_AUTH_SECRET": String(repeating: "s", count: 32)])
            #expect(unknown.status == 69)
            #expect(unknown.errors.contains("nobody knows the host “xxx") && unknown.errors.contains("--host"))
        }
        await other.stop()
    }

    @Test("output that cannot be written is a failure", arguments: ["--help", "--version", "doctor --json"])
    func fullDisk(command: String) throws {
        try Program.inFreshFolder { program in
            let script = "exec \(try LiveServer.program().path) \(command) > /dev/full"
            let outcome = try program.run(["-c", script], of: URL(filePath: "/bin/sh"))
            #expect(outcome.status == 69 && outcome.errors.contains("could not be written"))
        }
    }

    @Test("a reader that has gone is none", arguments: ["--help", "doctor --json"])
    func goneReader(command: String) throws {
        try Program.inFreshFolder { program in
            // Where nobody is told of a broken pipe by a signal, as under systemd, the write itself fails.
            let script = """
                trap '' PIPE
                { sleep 1; \(try LiveServer.program().path) \(command); echo $? >&2; } | true
                """
            let outcome = try program.run(["-c", script], of: URL(filePath: "/bin/sh"))
            #expect(outcome.errors == "0\n")
        }
    }

    @Test("a data folder that may not be read is said to be that, and not to be empty")
    func shutFolder() throws {
        try Program.inFreshFolder { program in
            let files = FileManager.default
            try files.createDirectory(atPath: program.dataDir, withIntermediateDirectories: true)
            try files.setAttributes([.posixPermissions: 0], ofItemAtPath: program.dataDir)
            defer { try? files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.dataDir) }
            let list = try program.runBound(["suggest"])
            #expect(list.status == 69)
            #expect(list.errors.contains("The data folder \(program.dataDir) cannot be read."))
            let doctor = try program.runBound(["doctor"])
            #expect(doctor.status == 69)
            #expect(doctor.output.contains("\(program.dataDir) cannot be read"))
            #expect(!doctor.output.contains("attune import"))
        }
    }

    @Test("a wrong setting ends with 64 and says where it came from and what is accepted")
    func wrongSetting() throws {
        try Program.inFreshFolder { program in
            let outcome = try program.run("serve", environment: ["ATTUNE_PORT": "http"])
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("from ATTUNE_PORT") && outcome.errors.contains("0…65535"))
        }
    }

    @Test("the doctor finds nothing wrong in an empty home, and a missing service when one is named")
    func doctor() throws {
        try Program.inFreshFolder { program in
            let healthy = try program.run("doctor", "--json")
            #expect(healthy.status == 0, "\(healthy.output)")
            let report = try healthy.json()
            #expect(report["ok"] as? Bool == true)
            let names = (report["checks"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
            #expect(
                Set(names).isSuperset(of: ["SQLite", "hiredis", "OpenBLAS", "libsndfile", "data folder", "catalog"]))

            let missing = try program.run("doctor", "--url", "http://127.0.0.1:1")
            #expect(missing.status == 69)
            #expect(missing.output.contains("fail") && missing.output.contains("attune serve"))
        }
    }
}
