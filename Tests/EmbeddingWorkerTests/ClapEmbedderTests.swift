import AttuneTesting
import EmbeddingWorker
import Library
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@Suite("The client of an embedding worker", .timeLimit(.minutes(1)))
struct ClapEmbedderTests {
    /// How long it would have waited before each further attempt.
    private final class Pauses: Sendable {
        private let seconds = Mutex<[Double]>([])
        var all: [Double] { seconds.withLock { $0 } }
        func take(_ pause: Double) { seconds.withLock { $0.append(pause) } }
    }

    private let pauses = Pauses()

    private func embedder(_ url: String, timeLimit: Double = 10) -> ClapEmbedder {
        ClapEmbedder(url: url, timeLimitSeconds: timeLimit, pause: { [pauses] in pauses.take($0) }, chance: { 0.5 })
    }

    /// The reason of an error of the expected kind.
    private func reason(
        unavailable: Bool, _ embedder: ClapEmbedder, _ path: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        do throws(EmbedderError) {
            _ = try await embedder.embed(path: path)
            Issue.record("there is a vector", sourceLocation: sourceLocation)
            return ""
        } catch {
            switch error {
            case .unavailable(let reason):
                #expect(unavailable, "\(reason)", sourceLocation: sourceLocation)
                return reason
            case .unsuitable(let reason):
                #expect(!unavailable, "\(reason)", sourceLocation: sourceLocation)
                return reason
            }
        }
    }

    @Test("a short sound fills one window by repetition, at 48 kHz, and its vector comes back at unit length")
    func short() async throws {
        try await FakeWorker.serving({ _ in .axis(3, length: 250) }) { worker, url in
            try await FakeWorker.withSound(seconds: 0.5, rate: 48_000) { path in
                let embedding = try await embedder(url).embed(path: path)
                #expect(embedding.vector.count == 512 && embedding.vector[3] == 1 && embedding.model == "tiny")
                #expect(embedding.vector.filter { $0 != 0 }.count == 1)
                let body = try #require(worker.embeddings.first).body
                try #require(body.readableBytes == 480_000 * 4)
                let bytes = Array(body.readableBytesView)
                #expect(bytes[0..<96_000] == bytes[96_000..<192_000])
                #expect(bytes[0..<96_000].contains { $0 != 0 })
            }
        }
    }

    @Test("a long sound is heard in three windows whose vectors count the same")
    func long() async throws {
        let answer = TinyServer.Answer.vectors(
            (0..<3).map { window in (0..<512).map { $0 == window ? Double(window + 1) * 10 : 0 } })
        try await FakeWorker.serving({ _ in answer }) { worker, url in
            try await FakeWorker.withSound(seconds: 45) { path in
                let vector = try await embedder(url).embed(path: path).vector
                #expect(worker.embeddings.first?.body.readableBytes == 3 * 480_000 * 4)
                for window in 0..<3 { #expect(abs(Float(vector[window]) - 0.577) < 0.001) }
            }
        }
    }

    @Test(
        "a worker that is not there is asked three times with growing pauses, and is then unavailable with its address")
    func away() async throws {
        try await FakeWorker.withSound(seconds: 0.1) { path in
            let reason = try await self.reason(unavailable: true, embedder("http://someone:secret@127.0.0.1:1"), path)
            #expect(reason.contains("127.0.0.1:1") && !reason.contains("secret"))
            #expect(pauses.all == [0.375, 0.75])
        }
    }

    @Test("a busy worker is waited for as long as it asks, and its answer is taken")
    func busy() async throws {
        try await FakeWorker.serving({ number in
            switch number {
            case 0: .json("{\"detail\":\"queue full\"}", status: .tooManyRequests, headers: ["retry-after": "7"])
            case 1: .json("", status: .serviceUnavailable)
            default: .axis(0)
            }
        }) { worker, url in
            try await FakeWorker.withSound(seconds: 0.1) { path in
                let vector = try await embedder(url).embed(path: path).vector
                #expect(vector[0] == 1)
                #expect(worker.embeddings.count == 3 && worker.healthChecks == 1)
                #expect(pauses.all == [7, 0.75])
            }
        }
    }

    @Test("a worker that asks for longer than half a minute is unavailable at once")
    func busyForLong() async throws {
        try await FakeWorker.serving({ _ in
            .json("{}", status: .tooManyRequests, headers: ["retry-after": "3600"])
        }) { worker, url in
            try await FakeWorker.withSound(seconds: 0.1) { path in
                let reason = try await self.reason(unavailable: true, embedder(url), path)
                #expect(reason.contains("429"), "\(reason)")
                #expect(worker.embeddings.count == 1 && pauses.all.isEmpty)
            }
        }
    }

    @Test("a worker that says nothing costs its time limit, three times, and is unavailable")
    func slow() async throws {
        try await FakeWorker.serving({ _ in TinyServer.Answer(chunks: [""], ending: .open) }) { worker, url in
            try await FakeWorker.withSound(seconds: 0.1) { path in
                let reason = try await self.reason(unavailable: true, embedder(url, timeLimit: 0.2), path)
                #expect(reason.contains("0.2 s"), "\(reason)")
                #expect(worker.embeddings.count == 3)
            }
        }
    }

    @Test(
        "an answer that cannot be used is a refusal of this sound with the reason; the next sound goes well",
        arguments: [
            (TinyServer.Answer.vectors([[1, 2, 3]]), "3 values"),
            (.vectors([]), "0 vectors for 1 windows"),
            (.vectors([Array(repeating: 0, count: 512)]), "zero"),
            (.vectors([Array(repeating: 1e300, count: 512)]), "no numbers"),
            (.json("{\"model\":\"tiny\",\"vectors\":[[NaN" + String(repeating: ",0", count: 511) + "]]}"), "JSON"),
            (.json("<html>"), "JSON"), (.json("{\"model\":\"tiny\"}"), "JSON"),
            (.json(String(repeating: " ", count: 1 << 19)), "bytes"),
            (.json("{\"detail\":\"cannot hear that\"}", status: .unprocessableEntity), "422 (cannot hear that)"),
        ])
    func useless(answer: TinyServer.Answer, words: String) async throws {
        try await FakeWorker.serving({ $0 == 0 ? answer : .axis(1) }) { worker, url in
            try await FakeWorker.withSound(seconds: 0.1) { path in
                let embedder = embedder(url)
                let reason = try await self.reason(unavailable: false, embedder, path)
                #expect(reason.contains(words), "\(reason)")
                let vector = try await embedder.embed(path: path).vector
                #expect(vector[1] == 1)
                #expect(worker.embeddings.count == 2 && pauses.all.isEmpty)
            }
        }
    }

    @Test("three wrong answers in a row, and the worker counts as broken")
    func broken() async throws {
        try await FakeWorker.serving({ _ in .json("{\"detail\":\"out of memory\"}", status: .internalServerError) }) {
            worker, url in
            try await FakeWorker.withSound(seconds: 0.1) { path in
                let embedder = embedder(url)
                for _ in 0..<2 { _ = try await reason(unavailable: false, embedder, path) }
                let reason = try await self.reason(unavailable: true, embedder, path)
                #expect(reason.contains("out of memory"), "\(reason)")
                // Each error of the worker is given three attempts.
                #expect(worker.embeddings.count == 9)
            }
        }
    }

    @Test("an answer that breaks off is tried again")
    func truncated() async throws {
        let cut = TinyServer.Answer(headers: ["content-length": "9000"], chunks: ["{\"model\":"], ending: .cut)
        try await FakeWorker.serving({ $0 == 0 ? cut : .axis(2) }) { worker, url in
            try await FakeWorker.withSound(seconds: 0.1) { path in
                let vector = try await embedder(url).embed(path: path).vector
                #expect(vector[2] == 1)
                #expect(worker.embeddings.count == 2)
            }
        }
    }

    @Test(
        "a worker of another dimension, that is not ready, or that is no worker, is unavailable before any audio is sent",
        arguments: [
            (TinyServer.Answer.json("{\"status\":\"ok\",\"model\":\"tiny\",\"dimension\":768}"), "768"),
            (.json("{\"status\":\"loading\",\"model\":\"tiny\",\"dimension\":512}"), "loading"),
        ])
    func unfit(health: TinyServer.Answer, words: String) async throws {
        try await FakeWorker.serving(health: health, { _ in .axis(0) }) { worker, url in
            try await FakeWorker.withSound(seconds: 0.1) { path in
                let reason = try await self.reason(unavailable: true, embedder(url), path)
                #expect(reason.contains(words), "\(reason)")
                #expect(worker.embeddings.isEmpty)
            }
            await #expect(throws: EmbedderError.self) { _ = try await embedder(url).model() }
        }
    }

    @Test("a worker that changes its model midway is not believed")
    func changed() async throws {
        try await FakeWorker.serving({ $0 == 0 ? .axis(0) : .axis(0, model: "other") }) { _, url in
            try await FakeWorker.withSound(seconds: 0.1) { path in
                let embedder = embedder(url)
                _ = try await embedder.embed(path: path)
                let reason = try await self.reason(unavailable: true, embedder, path)
                #expect(reason.contains("other"), "\(reason)")
            }
        }
    }

    @Test("a file that is no sound is that file's fault, and no request is made")
    func noSound() async throws {
        try await FakeWorker.serving({ _ in .axis(0) }) { worker, url in
            _ = try await reason(unavailable: false, embedder(url), "/etc/hostname")
            #expect(worker.healthChecks == 0)
        }
    }
}
