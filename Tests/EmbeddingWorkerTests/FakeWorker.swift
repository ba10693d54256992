import AttuneTesting
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// A worker of the contract on a real HTTP server, whose answers a test chooses, and a sound to give it.
final class FakeWorker: Sendable {
    /// What it answers to the n-th request to embed, from 0.
    typealias Answers = @Sendable (Int) -> TinyServer.Answer

    private let requests = Mutex<[TinyServer.Request]>([])

    /// Requests to embed so far.
    var embeddings: [TinyServer.Request] { requests.withLock { $0.filter { $0.head.uri.hasSuffix("/v1/embed") } } }
    var healthChecks: Int { requests.withLock { $0.count { $0.head.uri.hasSuffix("/health") } } }

    /// Runs `body` with the address of a worker that is gone afterwards.
    static func serving(
        health: TinyServer.Answer = .json("{\"status\":\"ok\",\"model\":\"tiny\",\"dimension\":512}"),
        _ answers: @escaping Answers, _ body: (FakeWorker, String) async throws -> Void
    ) async throws {
        let worker = FakeWorker()
        let server = try await TinyServer.start { request in
            let number = worker.embeddings.count
            worker.requests.withLock { $0.append(request) }
            return request.head.uri.hasSuffix("/health") ? health : answers(number)
        }
        do { try await body(worker, "http://127.0.0.1:\(server.port)") } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// Mono noise of another seed each, as a file that is gone afterwards.
    static func withSound(seconds: Double, rate: Int = 22_050, _ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "attune-clap-\(UUID().uuidString).wav")
        var state: UInt32 = 7
        let frames = (0..<Int(seconds * Double(rate))).map { _ -> Double in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Double(state >> 8) / Double(1 << 24) - 0.5
        }
        try WAVFile.mono(frames, rate: rate).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path)
    }
}

extension TinyServer.Answer {
    static func json(
        _ text: String, status: HTTPResponseStatus = .ok, headers: HTTPHeaders = [:]
    ) -> TinyServer.Answer {
        TinyServer.Answer(status: status, headers: headers, body: ByteBuffer(string: text))
    }

    static func vectors(_ vectors: [[Double]], model: String = "tiny") -> TinyServer.Answer {
        let rows = vectors.map { "[" + $0.map { "\($0)" }.joined(separator: ",") + "]" }
        return .json("{\"model\":\"\(model)\",\"vectors\":[\(rows.joined(separator: ","))]}")
    }

    /// A vector of 512 values that points along one axis.
    static func axis(_ index: Int, length: Double = 1, model: String = "tiny") -> TinyServer.Answer {
        .vectors([(0..<512).map { $0 == index ? length : 0 }], model: model)
    }
}
