import Foundation
import Testing

struct LibraryCommandTests {
    @Test("an import takes what it can, names what it cannot, and reads nothing twice")
    func importing() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("bass_120bpm_Am.wav", pitch: 110)
            try program.writeLoop("lead_90bpm_C.wav", pitch: 261.6)
            try Data("not a sound".utf8).write(to: program.samples.appending(path: "broken.wav"))

            let first = try program.run("import", program.samples.path, "--json")
            #expect(first.status == 0, "\(first.errors)")
            let summary = try first.json()
            #expect(summary["imported"] as? Int == 2)
            #expect(summary["skipped"] as? Int == 1)
            #expect(summary["files"] as? Int == 3)
            let problem = (summary["problems"] as? [[String: String]])?.first
            #expect(problem?["path"]?.hasSuffix("broken.wav") == true)
            #expect(problem?["reason"]?.isEmpty == false)

            let again = try program.run("import", program.samples.path, "--again", "--json").json()
            #expect(again["imported"] as? Int == 2 && again["unchanged"] as? Int == 0)

            let second = try program.run("import", program.samples.path)
            #expect(second.status == 0)
            #expect(second.output.contains("0 imported, 2 unchanged, 1 skipped of 3 files"))
            #expect(second.output.contains("broken.wav"))
        }
    }

    @Test(
        "a moved file keeps all that is known of it, a deleted one is not suggested, and one that is back is as before")
    func movedAndMissing() throws {
        try Program.inFreshFolder { program in
            let files = FileManager.default
            let (old, new) = (
                program.samples.appending(path: "a_120bpm.wav"), program.samples.appending(path: "Kit/renamed.wav")
            )
            try program.writeLoop("a_120bpm.wav", pitch: 110)
            try program.writeLoop("b_90bpm.wav", pitch: 200)
            func importing() throws -> [String: Any] {
                try program.run("import", program.samples.path, "--json").json()
            }
            func names() throws -> Set<String> {
                let set = try program.run("suggest", "--json").json()
                return Set((set["suggestions"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String })
            }
            #expect(try importing()["imported"] as? Int == 2)
            #expect(try program.run("fix", "a_120bpm.wav", "--bpm", "99").status == 0)

            try files.createDirectory(at: new.deletingLastPathComponent(), withIntermediateDirectories: true)
            try files.moveItem(at: old, to: new)
            let moved = try importing()
            #expect(moved["moved"] as? Int == 1 && moved["imported"] as? Int == 0 && moved["missing"] as? Int == 1)
            #expect(try names() == ["renamed.wav", "b_90bpm.wav"])
            #expect(try program.run("fix", "renamed.wav", "--role", "bass").output.contains("99.0 BPM (user, 100 %)"))

            let away = program.folder.appending(path: "away.wav")
            try files.moveItem(at: new, to: away)
            #expect(try importing()["missing"] as? Int == 1)
            #expect(try names() == ["b_90bpm.wav"])
            try files.moveItem(at: away, to: new)
            let back = try importing()
            #expect(back["restored"] as? Int == 1 && back["imported"] as? Int == 0)
            #expect(try names() == ["renamed.wav", "b_90bpm.wav"])
            #expect(try importing()["unchanged"] as? Int == 2)
        }
    }

    @Test("copies of one sound are found under any name, with what they take")
    func duplicates() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("a_120bpm.wav", pitch: 110)
            try program.writeLoop("b_90bpm.wav", pitch: 700, seconds: 1)
            let file = program.samples.appending(path: "a_120bpm.wav")
            try FileManager.default.copyItem(at: file, to: program.samples.appending(path: "copy.wav"))
            #expect(try program.run("import", program.samples.path).status == 0)
            let report = try program.run("duplicates", "--json").json()
            let groups = try #require(report["groups"] as? [[String: Any]])
            #expect(groups.count == 1 && groups.first?["kind"] as? String == "exact")
            let files = try #require(groups.first?["files"] as? [[String: Any]])
            #expect(
                files.compactMap { ($0["path"] as? String)?.split(separator: "/").last } == [
                    "a_120bpm.wav", "copy.wav",
                ])
            #expect(report["freeable_bytes"] as? Int == files.first?["bytes"] as? Int)
            #expect(try program.run("duplicates").output.contains("Nothing was deleted"))
            #expect(try program.run("duplicates", "--near", "0.5").status == 64)
        }
    }

    @Test("a folder whose every sound is gone is taken for a disk that is away: its samples stay")
    func diskAway() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("a_120bpm.wav", pitch: 110)
            #expect(try program.run("import", program.samples.path).status == 0)
            try FileManager.default.removeItem(at: program.samples.appending(path: "a_120bpm.wav"))
            let summary = try program.run("import", program.samples.path, "--json").json()
            #expect(summary["missing"] as? Int == 0)
            let problem = (summary["problems"] as? [[String: String]])?.first
            #expect(problem?["reason"]?.contains("nothing is lost") == true)
            #expect(try program.run("suggest").output.contains("a_120bpm.wav"))
        }
    }

    @Test("a folder that does not exist is wrong usage")
    func missingFolder() throws {
        try Program.inFreshFolder { program in
            let outcome = try program.run("import", program.folder.appending(path: "none").path)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains("does not exist"))
        }
    }

    @Test("suggest explains one sample, and sequence orders several, by file name or with a reason why not")
    func explaining() throws {
        try Program.inFreshFolder { program in
            for (name, pitch) in [("a_120bpm_Am.wav", 110.0), ("b_121bpm_C.wav", 131), ("c_90bpm_Ebm.wav", 311)] {
                try program.writeLoop(name, pitch: pitch)
            }
            #expect(try program.run("import", program.samples.path).status == 0)
            let wish = ["suggest", "--bpm", "120", "--key", "Am", "--limit", "1", "--explain"]
            #expect(try program.run(wish + ["a_120bpm_Am.wav"]).output.contains("is number 1"))
            #expect(try program.run(wish + ["c_90bpm_Ebm.wav"]).output.contains("90 BPM is 30 from 120"))
            let unknown = try program.run(wish + ["d.wav"])
            #expect(unknown.status == 65 && unknown.errors.contains("d.wav"))

            let chain = try program.run(
                "sequence", "a_120bpm_Am.wav", "--length", "3", "--lock", "2=c_90bpm_Ebm.wav", "--json"
            ).json()
            let names = (chain["sequence"] as? [[String: Any]])?.compactMap { $0["name"] as? String }
            #expect(names == ["a_120bpm_Am.wav", "c_90bpm_Ebm.wav", "b_121bpm_C.wav"])
            let far = try program.run("sequence", "a_120bpm_Am.wav", "--lock", "9=b_121bpm_C.wav")
            #expect(far.status == 64 && far.errors.contains("Usage: attune sequence "))
        }
    }

    @Test("suggest ranks what was imported, as a table and as the service's JSON")
    func suggesting() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("bass_120bpm_Am.wav", pitch: 110)
            try program.writeLoop("lead_90bpm_Ebm.wav", pitch: 311.1)
            #expect(try program.run("import", program.samples.path).status == 0)

            let table = try program.run("suggest", "--bpm", "120", "--key", "A minor", "--limit", "1")
            #expect(table.status == 0, "\(table.errors)")
            let lines = table.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.contains("score") == true)
            #expect(lines.last?.contains("bass_120bpm_Am.wav") == true)

            let set = try program.run("suggest", "--bpm", "120", "--key", "A minor", "--json").json()
            let suggestions = try #require(set["suggestions"] as? [[String: Any]])
            #expect(suggestions.first?["name"] as? String == "bass_120bpm_Am.wav")
            let points = (suggestions.first?["score_components"] as? [String: Double] ?? [:]).values.reduce(0, +)
            let score = try #require(suggestions.first?["score"] as? Double)
            #expect(abs(points - score) < 1e-6)
        }
    }

    @Test("without a library, suggest says how to make one")
    func noLibrary() throws {
        try Program.inFreshFolder { program in
            let outcome = try program.run("suggest", "--bpm", "120")
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("attune import"))
        }
    }

    @Test(
        "a wish outside what is accepted is refused with the field, as the service does",
        arguments: [("--bpm", "0"), ("--bpm", "NaN"), ("--key", "H major"), ("--role", "kazoo"), ("--energy", "2")])
    func wrongWish(option: String, value: String) throws {
        try Program.inFreshFolder { program in
            let outcome = try program.run("suggest", option, value)
            #expect(outcome.status == 64)
            #expect(outcome.errors.contains(option.dropFirst(2) + ": "))
        }
    }
}
