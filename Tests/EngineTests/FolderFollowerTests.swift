import AttuneTesting
import Engine
import Foundation
import Library
import Ranking
import Testing

/// Following real folders with real notes of the kernel, by a clock that only the test moves.
@Suite struct FolderFollowerTests {
    let folder: ImportFolder
    let store = InMemoryLibraryStore()

    init() throws { folder = try ImportFolder() }

    /// A follower and its time.
    private final class Following {
        var follower: FolderFollower
        let folders: [String]
        private(set) var now: Duration = .seconds(1)

        init(_ store: InMemoryLibraryStore, _ folders: [String]) {
            follower = FolderFollower(importer: Importer(store: store, options: ImportOptions(jobs: 2)))
            self.folders = folders
        }

        func isDue(after pause: Duration = .zero) -> Bool {
            now += pause
            return follower.isDue(at: now)
        }

        /// Lets time pass a quarter of a second at a time and looks whenever it is due; what the looks did together.
        func pass(_ time: Duration) async throws -> ImportSummary {
            var sum = ImportSummary()
            let end = now + time
            while now < end {
                guard isDue(after: .milliseconds(250)) else { continue }
                let now = now
                guard let done = try await follower.look(at: folders, time: UnixTime(7), elapsed: { now }) else {
                    continue
                }
                sum.imported += done.imported
                sum.moved += done.moved
                sum.restored += done.restored
                sum.missing += done.missing
                sum.problems += done.problems
            }
            return sum
        }
    }

    /// Following the folder, with what is in it taken in.
    private func following() async throws -> Following {
        let following = Following(store, [folder.path])
        _ = try await following.pass(.seconds(3))
        return following
    }

    private func names() async throws -> [String] {
        try await store.allSounds().map(\.facts.name).sorted()
    }

    @Test("a new sound comes in once it has stayed the same for a second, and then nothing is due")
    func newSound() async throws {
        try folder.sound("a.wav", pitch: 300)
        let following = try await following()
        #expect(try await names() == ["a.wav"])
        #expect(!following.isDue(after: .seconds(3_600)))
        try folder.sound("b.wav", pitch: 500)
        #expect(following.isDue())
        #expect(try await following.pass(.milliseconds(900)).imported == 0)
        #expect(try await following.pass(.milliseconds(600)).imported == 1)
        #expect(try await names() == ["a.wav", "b.wav"])
        #expect(!following.isDue(after: .seconds(3_600)))
    }

    @Test("renamed, deleted, restored and rewritten files are told apart, without listening where that is not needed")
    func changes() async throws {
        try folder.sound("a.wav", pitch: 300)
        try folder.sound("b.wav", pitch: 500)
        let following = try await following()
        let files = FileManager.default
        try files.createDirectory(atPath: folder.file("Kit"), withIntermediateDirectories: true)
        try files.moveItem(atPath: folder.file("a.wav"), toPath: folder.file("Kit/c.wav"))
        let renamed = try await following.pass(.seconds(2))
        #expect(renamed.moved == 1 && renamed.imported == 0)
        #expect(try await names() == ["b.wav", "c.wav"])

        let away = NSTemporaryDirectory() + UUID().uuidString
        try files.moveItem(atPath: folder.file("b.wav"), toPath: away)
        #expect(try await following.pass(.seconds(2)).missing == 1)
        #expect(try await names() == ["c.wav"])
        try files.moveItem(atPath: away, toPath: folder.file("b.wav"))
        let back = try await following.pass(.seconds(2))
        #expect(back.restored == 1 && back.imported == 0)

        try folder.sound("b.wav", pitch: 700)
        #expect(try await following.pass(.seconds(2)).imported == 1)
        #expect(try await names() == ["b.wav", "c.wav"])
    }

    @Test("a folder that appears is followed with all that is in it, however deep")
    func newFolders() async throws {
        let following = try await following()
        try folder.sound("New/Deep/Deeper/a.wav", pitch: 300)
        #expect(try await following.pass(.seconds(2)).imported == 1)
        try folder.sound("New/Deep/Deeper/b.wav", pitch: 500)
        #expect(try await following.pass(.seconds(2)).imported == 1)
        try FileManager.default.moveItem(atPath: folder.file("New/Deep"), toPath: folder.file("Other"))
        #expect(try await following.pass(.seconds(2)).moved == 2)
        try folder.sound("Other/Deeper/c.wav", pitch: 700)
        #expect(try await following.pass(.seconds(2)).imported == 1)
        #expect(try await names() == ["a.wav", "b.wav", "c.wav"])
    }

    @Test("a file that is still being written is waited for and never named, while others come in")
    func halfWritten() async throws {
        let bytes = try Data(contentsOf: URL(filePath: folder.sound("whole.wav", pitch: 900)))
        let following = try await following()
        try folder.write("half.wav", bytes: [])
        let file = try #require(FileHandle(forWritingAtPath: folder.file("half.wav")))
        try file.write(contentsOf: bytes.prefix(1_500))
        try folder.sound("other.wav", pitch: 300)
        let meanwhile = try await following.pass(.seconds(20))
        #expect(meanwhile.imported == 1 && meanwhile.problems.isEmpty)
        try file.write(contentsOf: bytes.dropFirst(1_500))
        try file.close()
        let done = try await following.pass(.seconds(2))
        #expect(done.imported == 1 && done.problems.isEmpty)
        #expect(try await store.places(under: "").count == 3)
    }

    @Test("a file that stays broken is named once, after a while, and comes in when it is mended")
    func broken() async throws {
        let bytes = try Data(contentsOf: URL(filePath: folder.sound("whole.wav", pitch: 900)))
        let following = try await following()
        try bytes.prefix(1_500).write(to: URL(filePath: folder.file("cut.wav")))
        #expect(try await following.pass(.seconds(9)).problems.isEmpty)
        let named = try await following.pass(.seconds(4)).problems
        #expect(named.map(\.path) == [folder.file("cut.wav")])
        try folder.sound("other.wav", pitch: 300)
        #expect(try await following.pass(.seconds(60)).problems.isEmpty)
        try bytes.write(to: URL(filePath: folder.file("cut.wav")))
        #expect(try await following.pass(.seconds(2)).problems.isEmpty)
        #expect(try await store.places(under: "").count == 3)
    }

    @Test("the last sound of a folder that is still there was deleted; a folder that was replaced keeps its samples")
    func emptied() async throws {
        try folder.sound("disk/a.wav", pitch: 300)
        let following = Following(store, [folder.file("disk")])
        _ = try await following.pass(.seconds(3))
        let files = FileManager.default
        try files.moveItem(atPath: folder.file("disk"), toPath: folder.file("unplugged"))
        #expect(try await following.pass(.seconds(5)).missing == 0)
        #expect(following.follower.away == [folder.file("disk")])
        try folder.makeFolder("disk")
        let replaced = try await following.pass(.seconds(5))
        #expect(replaced.missing == 0 && replaced.problems.count == 1)
        #expect(try await names() == ["a.wav"])
        try files.removeItem(atPath: folder.file("disk"))
        try files.moveItem(atPath: folder.file("unplugged"), toPath: folder.file("disk"))
        _ = try await following.pass(.seconds(5))
        try files.removeItem(atPath: folder.file("disk/a.wav"))
        #expect(try await following.pass(.seconds(2)).missing == 1)
        #expect(try await names().isEmpty)
    }

    @Test("a file that was only touched is not listened to again, and nothing is said of it")
    func touched() async throws {
        let path = try folder.sound("a.wav", pitch: 300)
        let following = try await following()
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 9)], ofItemAtPath: path)
        #expect(following.isDue())
        #expect(try await following.pass(.seconds(5)) == ImportSummary())
        #expect(try await store.places(under: "").first?.stamp.modifiedNanoseconds == 9_000_000_000)
        #expect(!following.isDue(after: .seconds(3_600)))
    }

    #if os(Linux)
    @Test("when the kernel's notes overflow, a look finds what they would have told")
    func overflow() async throws {
        try folder.sound("a.wav", pitch: 300)
        let following = try await following()
        let limit = try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let count = try #require(Int(limit.trimmingCharacters(in: .whitespacesAndNewlines)))
        for round in 0...count {
            let (from, to) = round % 2 == 0 ? ("a.wav", "b.wav") : ("b.wav", "a.wav")
            _ = unsafe rename(folder.file(from), folder.file(to))
        }
        try folder.sound("c.wav", pitch: 500)
        #expect(following.isDue())
        #expect(try await following.pass(.seconds(3)).imported == 1)
        #expect(try await names().count == 2)
    }
    #endif
}
