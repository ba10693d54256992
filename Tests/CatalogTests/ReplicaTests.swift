import Catalog
import Foundation
import GRDB
import Library
import Music
import Ranking
import Streaming
import Testing

/// What a replica would tell a node that has nothing, in order.
private func everything(_ replica: Catalog) async throws -> [String] {
    try await replica.tell(besides: [])
    return try await replica.untold(limit: .max).map(\.json).sorted()
}

/// Tells one replica's untold sounds to others, `limit` at a time. Returns how many were told.
@discardableResult
private func tell(_ replica: Catalog, _ others: [Catalog], limit: Int = .max) async throws -> Int {
    let untold = try await replica.untold(limit: limit)
    for other in others { _ = try await other.take(untold.map(\.json), through: "1-1") }
    try await replica.told(untold)
    return untold.count
}

private func withReplicas(_ count: Int, _ body: ([Catalog]) async throws -> Void) async throws {
    try await withFolder { folder in
        let replicas = try (0..<count).map { try Catalog(folder: "\(folder)/\($0)", isShared: true) }
        for replica in replicas { try await replica.tell(besides: []) }
        for replica in replicas { _ = try await replica.untold(limit: 1) }
        try await body(replicas)
    }
}

@Suite("Replicas of a library")
struct ReplicaTests {
    @Test("replicas that change at the same time and tell each other all of it are the same, in whichever order")
    func converge() async throws {
        for seed in 1...12 {
            var random = SplitMix64(seed: UInt64(seed))
            try await withReplicas(3) { replicas in
                for _ in 0..<60 {
                    let number = Int.random(in: 0..<3, using: &random)
                    if Int.random(in: 0..<4, using: &random) > 0 {
                        try await change(replicas[number], by: number, using: &random)
                    } else {
                        let others = replicas.indices.filter { $0 != number }.map { replicas[$0] }
                        try await tell(replicas[number], others.shuffled(using: &random), limit: 2)
                    }
                }
                // Nobody goes on telling for ever.
                var rounds = 0
                var told = 1
                while told > 0, rounds < 20 {
                    told = 0
                    rounds += 1
                    for number in replicas.indices {
                        told += try await tell(
                            replicas[number], replicas.indices.filter { $0 != number }.map { replicas[$0] })
                    }
                }
                #expect(told == 0, "seed \(seed)")
                let first = try await everything(replicas[0])
                #expect(!first.isEmpty)
                for other in replicas[1...] { #expect(try await everything(other) == first, "seed \(seed)") }
                let sounds = try await replicas[0].allSounds()
                for other in replicas[1...] { #expect(try await other.allSounds() == sounds, "seed \(seed)") }
            }
        }
    }

    /// One of the things that an import or a person does.
    private func change(_ replica: Catalog, by number: Int, using random: inout SplitMix64) async throws {
        let id = "sound \(Int.random(in: 0..<5, using: &random))"
        let path = "/lib/\(Int.random(in: 0..<6, using: &random)).wav"
        let known = try await replica.sounds([SampleID(id)]).first
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            let bpm = Double.random(in: 60...180, using: &random)
            try await replica.save([Sound.loop(id, bpm: bpm, addedAt: bpm).imported(at: path)])
        case 1:
            guard known != nil else { return }
            let stamp = FileStamp(size: 100, modifiedNanoseconds: 2)
            try await replica.record([Place(path: path, stamp: stamp, sample: SampleID(id))])
        case 2: try await replica.miss(places: [path], at: UnixTime(5))
        case 3:
            guard known != nil else { return }
            let embedding = Embedding(
                vector: [0, 1], model: "m",
                tags: [Fact(try #require(Tag("bright")), confidence: 0.8, source: .analysis)])
            try await replica.embed([EmbeddedSound(sample: SampleID(id), space: .musicnn, embedding: embedding)])
        default:
            let bpm = Bool.random(using: &random) ? Double(number * 10 + 60) : nil
            _ = try await replica.correct(SampleID(id), Correction(bpm: .some(bpm)))
            _ = try await replica.correct(SampleID(id), Correction(role: .some(.bass)))
        }
    }

    @Test("what two people correct of one sound at two nodes stands, field by field, and the later of two of a field")
    func corrections() async throws {
        try await withReplicas(2) { replicas in
            let (one, other) = (replicas[0], replicas[1])
            try await one.save([Sound.loop("a").imported()])
            try await tell(one, [other])
            _ = try await one.correct(SampleID("a"), Correction(bpm: .some(100)))
            _ = try await other.correct(SampleID("a"), Correction(role: .some(.bass)))
            _ = try await other.correct(SampleID("a"), Correction(bpm: .some(90)))
            while try await tell(one, [other]) + tell(other, [one]) > 0 {}
            for replica in replicas {
                let facts = try #require(try await replica.sounds([SampleID("a")]).first?.facts)
                #expect(facts.tempo?.value == 90)
                #expect(facts.role?.value == .bass)
                #expect(facts.tempo?.source == .user)
            }
            // Taken back is a correction too, and the analysis stands again.
            _ = try await one.correct(SampleID("a"), Correction(bpm: .some(nil)))
            try await tell(one, [other])
            #expect(try await other.sounds([SampleID("a")]).first?.facts.tempo?.value == 128)
        }
    }

    @Test("somebody who has almost the same is told of little more than what differs, and who has the same of nothing")
    func digests() async throws {
        try await withReplicas(2) { replicas in
            let (one, other) = (replicas[0], replicas[1])
            try await one.save((0..<600).map { Sound.loop("s\($0)").imported(at: "/lib/\($0).wav") })
            while try await tell(one, [other]) + tell(other, [one]) > 0 {}
            #expect(try await one.digests() == other.digests())
            try await one.tell(besides: other.digests())
            #expect(try await one.untold(limit: 1_000).isEmpty)
            // Whatever is stored of a sound counts.
            let embedding = Embedding(vector: [0, 1], model: "m")
            let changes: [() async throws -> Void] = [
                { _ = try await other.correct(SampleID("s7"), Correction(role: .some(.bass))) },
                { _ = try await other.correct(SampleID("s7"), Correction(role: .some(nil))) },
                { try await other.miss(places: ["/lib/7.wav"], at: UnixTime(5)) },
                {
                    try await other.embed([EmbeddedSound(sample: SampleID("s7"), space: .musicnn, embedding: embedding)]
                    )
                },
                { try await other.save([Sound.loop("s7", bpm: 99).imported(at: "/lib/7.wav")]) },
            ]
            for change in changes {
                try await change()
                try await other.told(other.untold(limit: 1_000))
                try await other.tell(besides: one.digests())
                let told = try await other.untold(limit: 1_000).map(\.sample)
                #expect(told.contains("s7"))
                #expect(told.count < 30)
                try await tell(other, [one])
                #expect(try await one.digests() == other.digests())
            }
        }
    }

    @Test("a vector of other weights is not taken, and two nodes with other weights do not tell each other for ever")
    func weights() async throws {
        try await withReplicas(2) { replicas in
            for (number, replica) in replicas.enumerated() {
                try await replica.save([Sound.loop("a").imported()])
                let embedding = Embedding(vector: [0, 1], model: "weights \(number)")
                try await replica.embed([
                    EmbeddedSound(sample: SampleID("a"), space: .musicnn, embedding: embedding)
                ])
            }
            var rounds = 0
            while try await tell(replicas[0], [replicas[1]]) + tell(replicas[1], [replicas[0]]) > 0, rounds < 10 {
                rounds += 1
            }
            #expect(rounds < 10)
            for replica in replicas {
                #expect(try await replica.sounds([SampleID("a")]).first?.vector == [0, 1])
            }
        }
    }

    @Test("what no sound can be read from is passed over, and the place is kept with what was taken")
    func broken() async throws {
        try await withReplicas(2) { replicas in
            try await replicas[0].save([Sound.loop("a").imported()])
            let told = try await everything(replicas[0])
            let taken = try await replicas[1].take(["{", "", #"{"id":"b"}"#] + told, through: "7-3")
            #expect(taken.change.added == [SampleID("a")] && taken.unread == 3)
            #expect(try await replicas[1].libraryPosition() == "7-3")
            // Nothing new, and nothing to tell of it.
            #expect(try await replicas[1].take(told, through: "8-0").change.isEmpty)
            #expect(try await replicas[1].untold(limit: 10).isEmpty)
        }
    }

    @Test("what another process imports is told too; a library of one node keeps nothing to tell")
    func processes() async throws {
        try await withFolder { folder in
            let alone = try Catalog(folder: folder)
            try await alone.save([Sound.loop("a").imported(at: "/lib/a.wav")])
            #expect(try await alone.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM untold") } == 0)
            let shared = try Catalog(folder: folder, isShared: true)
            #expect(try await shared.untold(limit: 10).isEmpty)
            try await shared.tell(besides: [])
            #expect(try await shared.untold(limit: 10).map(\.sample) == ["a"])
            try await shared.told(shared.untold(limit: 10))
            try await alone.save([Sound.loop("b").imported(at: "/lib/b.wav")])
            #expect(try await shared.untold(limit: 10).map(\.sample) == ["b"])
            // A sound that changes while it is told is told again.
            let untold = try await shared.untold(limit: 10)
            _ = try await alone.correct(SampleID("b"), Correction(bpm: .some(99)))
            try await shared.told(untold)
            #expect(try await shared.untold(limit: 10).map(\.sample) == ["b"])
        }
    }
}
