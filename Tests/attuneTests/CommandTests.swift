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
