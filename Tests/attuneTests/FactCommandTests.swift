import Foundation
import Testing

/// Looking at what is heard, and correcting it.
struct FactCommandTests {
    @Test("inspect shows every fact with its confidence and source, and why one is missing")
    func inspecting() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("bass_120bpm_Am.wav", pitch: 110, seconds: 4)
            let file = program.samples.appending(path: "bass_120bpm_Am.wav").path
            let shown = try program.run("inspect", file)
            #expect(shown.status == 0, "\(shown.errors)")
            for part in ["tempo", "120.0 BPM", "A minor", "name", "bass", "LUFS", "brightness"] {
                #expect(shown.output.contains(part), "\(part)")
            }
            let report = try program.run("inspect", file, "--json").json()
            let bpm = try #require(report["bpm"] as? [String: Any])
            #expect(bpm["value"] as? Double == 120 && bpm["source"] as? String == "name")
            #expect((report["key_heard"] as? [[String: Any]])?.isEmpty == false)
            let axes = try #require(report["axes"] as? [String: Double])
            #expect(axes.count == 5 && axes.values.allSatisfy { (0...1).contains($0) })

            try program.writeLoop("hit.wav", pitch: 220, seconds: 0.3)
            let hit = try program.run("inspect", program.samples.appending(path: "hit.wav").path, "--json").json()
            #expect(hit["bpm"] == nil)
            #expect((hit["no_bpm"] as? String)?.isEmpty == false)
        }
    }

    @Test("inspect of what is no sound says why, with status 65")
    func notSound() throws {
        try Program.inFreshFolder { program in
            try Data("not a sound".utf8).write(to: program.samples.appending(path: "broken.wav"))
            for path in [program.samples.path, program.samples.appending(path: "broken.wav").path, "/none/such.wav"] {
                let outcome = try program.run("inspect", path)
                #expect(outcome.status == 65 && outcome.errors.contains(path))
            }
        }
    }

    @Test("a correction stands before what was heard, survives another import, and can be taken back")
    func fixing() throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("bass_120bpm_Am.wav", pitch: 110)
            let file = program.samples.appending(path: "bass_120bpm_Am.wav")
            #expect(try program.run("import", program.samples.path).status == 0)
            func first() throws -> [String: Any] {
                let set = try program.run("suggest", "--json").json()
                return try #require((set["suggestions"] as? [[String: Any]])?.first)
            }
            let fixed = try program.run(
                "fix", "bass_120bpm_Am.wav", "--bpm", "96", "--key", "8B", "--role", "pad", "--mood", "Dark,slow",
                "warm")
            #expect(fixed.status == 0, "\(fixed.errors)")
            #expect(fixed.output.contains("→ 96.0 BPM (user, 100 %)"))
            #expect(try program.run("import", program.samples.path, "--again").output.contains("1 imported"))
            let sample = try first()
            #expect(sample["bpm"] as? Double == 96 && sample["key"] as? String == "C major")
            #expect(sample["role"] as? String == "pad" && sample["tags"] as? [String] == ["dark", "slow", "warm"])

            #expect(try program.run("fix", file.path, "--clear", "bpm", "role").status == 0)
            #expect(try first()["bpm"] as? Double == 120)
            #expect(try first()["key"] as? String == "C major")
        }
    }

    @Test(
        "a correction that cannot be is refused with what is accepted",
        arguments: [
            (["--bpm", "3"], 64, "20…400"), (["--key", "H"], 64, "Camelot"), (["--role", "tuba"], 64, "drums"),
            ([], 64, "Nothing to correct"), (["--clear", "loudness"], 64, "clear"), (["--mood", " "], 64, "16"),
        ])
    func refused(arguments: [String], status: Int32, words: String) throws {
        try Program.inFreshFolder { program in
            try program.writeLoop("a_120bpm.wav", pitch: 110)
            #expect(try program.run("import", program.samples.path).status == 0)
            let outcome = try program.run(["fix", "a_120bpm.wav"] + arguments)
            #expect(outcome.status == status && outcome.errors.contains(words))
            #expect(outcome.errors.contains("Usage: attune fix "))
            let unknown = try program.run("fix", "nobody.wav", "--bpm", "100")
            #expect(unknown.status == 65 && unknown.errors.contains("nobody.wav"))
        }
    }
}
