import AttuneTesting
import Engine
import Foundation
import Library
import Music
import Ranking
import Synchronization
import Testing

@Suite struct ImportTests {
    let folder: ImportFolder
    let store = InMemoryLibraryStore()

    init() throws { folder = try ImportFolder() }

    private func run(at time: Double = 100) async throws -> ImportSummary {
        let options = ImportOptions(jobs: 2, batchInterval: .seconds(1_000))
        return try await Importer(store: store, options: options).run(folders: [folder.path], at: UnixTime(time))
    }

    @Test("sounds come in with their facts, pack and added time; other files are ignored without a word")
    func imports() async throws {
        try folder.sound("Deep Pack/Bass/sub_01.wav", pitch: 55)
        try folder.sound("top.WAV", pitch: 440)
        try folder.write("readme.txt", bytes: Array("hello".utf8))
        try folder.write("._hidden.wav", bytes: [0, 5, 22, 7])
        let summary = try await run()
        #expect(summary.imported == 2 && summary.files == 2 && summary.skipped == 0 && summary.unchanged == 0)
        let sounds = try await store.allSounds().map(\.facts).sorted { $0.path < $1.path }
        #expect(sounds.map(\.name) == ["sub_01.wav", "top.WAV"])
        #expect(sounds.map(\.pack) == ["Deep Pack", folder.path.split(separator: "/").last.map(String.init)])
        #expect(sounds[0].role?.value == .bass)
        #expect(sounds.allSatisfy { $0.addedAt == UnixTime(100) && $0.embedding == .fingerprint })
    }

    @Test("a second run of an unchanged folder opens no audio")
    func unchanged() async throws {
        let paths = try (1...5).map { try folder.sound("s\($0).wav", pitch: Double($0) * 100) }
        // Whole seconds can be set back exactly.
        let time = Date(timeIntervalSince1970: 1_000)
        for path in paths { try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path) }
        #expect(try await run().imported == 5)
        // The same size and time, but no longer sound: only reading would tell.
        for path in paths {
            let size = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
            let file = FileHandle(forWritingAtPath: path)
            try file?.write(contentsOf: Data(repeating: 7, count: size))
            try file?.close()
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
        }
        let stored = Set(try await store.places(under: folder.path).map(\.path))
        try #require(stored == Set(paths))
        let transactions = store.transactions
        let again = try await run(at: 200)
        #expect(again.unchanged == 5 && again.imported == 0 && again.skipped == 0)
        #expect(store.transactions == transactions)
    }

    @Test("a touched file is known by its audio and not analysed again; a new one is; corrections and first time stay")
    func touched() async throws {
        let path = try folder.sound("a.wav", pitch: 300)
        _ = try await run()
        let id = try #require(try await store.allSounds().first?.facts.id)
        _ = try await store.correct(id, Correction(bpm: .some(93)))
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 5)], ofItemAtPath: path)
        try folder.sound("b.wav", pitch: 500)
        let summary = try await run(at: 200)
        #expect(summary.imported == 1 && summary.unchanged == 1)
        let sounds = try await store.allSounds()
        #expect(sounds.count == 2)
        let kept = try #require(sounds.first { $0.facts.id == id })
        #expect(kept.facts.addedAt == UnixTime(100))
        #expect(kept.facts.tempo?.value == 93)
        // Its new time is known now, so it is not even opened.
        #expect(try await store.places(under: "").map(\.stamp.modifiedNanoseconds).contains(5_000_000_000))
        #expect(try await run(at: 300).unchanged == 2)
    }

    @Test("a file whose audio changed under the same name is another sound")
    func rewritten() async throws {
        try folder.sound("a.wav", pitch: 300)
        _ = try await run()
        let before = try await store.allSounds().map(\.facts.id)
        try folder.sound("a.wav", pitch: 310)
        #expect(try await run(at: 200).imported == 1)
        let after = try await store.allSounds().map(\.facts.id)
        #expect(after.count == 1 && after != before)
    }

    @Test("the same content under two names is one sound with two places")
    func twoPlaces() async throws {
        try folder.sound("pack/one.wav", pitch: 300)
        try folder.sound("pack/two.wav", pitch: 300)
        #expect(try await run().imported == 2)
        try folder.sound("zzz/three.wav", pitch: 300)
        #expect(try await run(at: 200).imported == 1)
        let sounds = try await store.allSounds()
        #expect(sounds.map(\.facts.name) == ["one.wav"])
        #expect(try await store.places(under: "").count == 3)
    }

    @Test("a renamed sound is the same sound under its new name")
    func renamed() async throws {
        try folder.sound("old.wav", pitch: 300)
        _ = try await run()
        let id = try #require(try await store.allSounds().first?.facts.id)
        try FileManager.default.moveItem(atPath: folder.file("old.wav"), toPath: folder.file("new.wav"))
        _ = try await run(at: 200)
        let sounds = try await store.allSounds().map(\.facts)
        #expect(sounds.map(\.id) == [id])
        #expect(sounds.map(\.name) == ["new.wav"])
        #expect(sounds.map(\.addedAt) == [UnixTime(100)])
    }

    @Test("the same name in two folders is two samples")
    func sameName() async throws {
        try folder.sound("a/kick.wav", pitch: 60)
        try folder.sound("b/kick.wav", pitch: 70)
        _ = try await run()
        let sounds = try await store.allSounds()
        #expect(sounds.count == 2)
        #expect(Set(sounds.map(\.facts.name)) == ["kick.wav"])
        #expect(Set(sounds.map(\.facts.pack)) == ["a", "b"])
    }

    @Test("a file that cannot be used is named with its reason and the rest comes in")
    func problems() async throws {
        try folder.sound("good.wav", pitch: 60)
        try folder.write("empty.wav", bytes: [])
        try folder.write("list.mp3", bytes: Array("milk, bread".utf8))
        #expect(unsafe mkfifo(folder.file("pipe.wav"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("self.wav"), withDestinationPath: folder.file("self.wav"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("dangling.wav"), withDestinationPath: folder.file("nowhere"))
        let summary = try await run()
        #expect(summary.imported == 1 && summary.skipped == 5)
        #expect(
            summary.problems.map(\.path)
                == ["dangling", "empty", "list", "pipe", "self"].map {
                    folder.file($0 + ($0 == "list" ? ".mp3" : ".wav"))
                })
        #expect(summary.problems.allSatisfy { !$0.reason.isEmpty })
        #expect(summary.problems[1].reason.contains("empty"))
        #expect(summary.problems[3].reason.contains("regular"))
        // Broken files are tried again next time: they may have been repaired.
        #expect(try await run(at: 200).skipped == 5)
    }

    @Test("a device, a socket and a FIFO are not even opened; a folder named like a sound is a folder")
    func oddities() async throws {
        try FileManager.default.createSymbolicLink(atPath: folder.file("zero.wav"), withDestinationPath: "/dev/zero")
        try FileManager.default.createSymbolicLink(atPath: folder.file("null.aif"), withDestinationPath: "/dev/null")
        #expect(unsafe mkfifo(folder.file("pipe.flac"), 0o600) == 0)
        try folder.sound("kit.wav/inside.wav", pitch: 200)
        let summary = try await run()
        #expect(summary.imported == 1 && summary.skipped == 3)
        #expect(summary.problems.allSatisfy { $0.reason.contains("not a regular file") })
        #expect(try await store.allSounds().map(\.facts.pack) == ["kit.wav"])
    }

    @Test("files that are deleted while the import runs are named, and the rest comes in")
    func deletedMeanwhile() async throws {
        for i in 0..<12 { try folder.sound("s\(10 + i).wav", pitch: 100 + Double(i) * 20) }
        let path = folder.path
        let summary = try await Importer(store: store, options: ImportOptions(jobs: 1)).run(
            folders: [path], at: UnixTime(1)
        ) { progress in
            guard progress.done == 4 else { return }
            for i in 8..<12 { _ = unsafe unlink("\(path)/s\(10 + i).wav") }
        }
        #expect(summary.imported == 8 && summary.skipped == 4)
        #expect(summary.problems.allSatisfy { $0.reason.contains("does not exist") })
    }

    @Test("folders as deep as a path can be are walked, and what is deeper is named")
    func deepFolders() async throws {
        // Made step by step, since no path reaches the bottom.
        let name = String(repeating: "d", count: 200)
        let bottom = try folder.nest(name, times: 24)
        #expect(bottom.count > 4_096)
        try folder.sound("top.wav", pitch: 300)
        let summary = try await run()
        #expect(summary.imported == 1 && summary.skipped == 1)
        #expect(summary.problems.first?.path.hasSuffix(name) == true)
    }

    @Test("a loop of linked folders ends, and each sound comes once")
    func folderLoop() async throws {
        try folder.sound("a/b/deep.wav", pitch: 200)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("a/b/up"), withDestinationPath: folder.file("a"))
        try FileManager.default.createSymbolicLink(atPath: folder.file("z"), withDestinationPath: folder.path)
        let summary = try await run()
        #expect(summary.files == 1 && summary.imported == 1)
    }

    @Test("names of any script and of 255 bytes come in")
    func names() async throws {
        let long = String(repeating: "x", count: 251) + ".wav"
        let names = [long, "日本語の音.wav", "🥁 Drüm & Bäss #1.wav", "مرحبا.wav", "new\nline.wav", "'quote\".wav"]
        for (i, name) in names.enumerated() { try folder.sound(name, pitch: 100 + Double(i) * 50) }
        let summary = try await run()
        #expect(summary.imported == names.count, "\(summary.problems)")
        #expect(Set(try await store.allSounds().map(\.facts.name)) == Set(names))
    }

    @Test("a folder that does not exist is an error, a file that is no sound too; a single sound is welcome")
    func arguments() async throws {
        let importer = Importer(store: store, options: ImportOptions(jobs: 1))
        let missing = folder.file("nowhere")
        await #expect(throws: ImportError.missing(path: missing)) {
            try await importer.run(folders: [missing], at: UnixTime(0))
        }
        let text = try folder.write("notes.txt", bytes: [65])
        await #expect(throws: ImportError.notAudio(path: text)) {
            try await importer.run(folders: [text], at: UnixTime(0))
        }
        let sound = try folder.sound("one.wav", pitch: 60)
        #expect(try await importer.run(folders: [sound], at: UnixTime(0)).imported == 1)
    }
}
