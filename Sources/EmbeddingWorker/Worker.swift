import Foundation
import Outbound

/// One embedding worker, spoken to as `docs/EMBEDDING_WORKER.md` says. Every call blocks its thread for at most its limit.
struct Worker: Sendable {
    /// Without a trailing slash.
    let url: String
    let timeLimitSeconds: Double

    /// What came of one attempt.
    enum Outcome<Value: Sendable>: Sendable {
        case answered(Value)
        /// Worth another attempt: the worker is away, busy or starting.
        case away(String, retryAfterSeconds: Double?)
        /// The worker answered, but nothing that can be used; the next sound may go better.
        case wrong(String, again: Bool)
        /// No attempt can succeed.
        case never(String)
    }

    func health() -> Outcome<WorkerContract.Health> {
        ask("/health", body: nil, timeLimitSeconds: min(5, timeLimitSeconds)) { body in
            let health = try JSONDecoder().decode(WorkerContract.Health.self, from: body)
            guard health.dimension == WorkerContract.dimension else {
                return .never(
                    "it gives vectors of \(health.dimension) values where \(WorkerContract.dimension) are wanted")
            }
            return health.status == "ok"
                ? .answered(health) : .away("it says that it is \(health.status)", retryAfterSeconds: nil)
        }
    }

    func embed(_ windows: [[Float]]) -> Outcome<WorkerContract.Answer> {
        ask("/v1/embed", body: WorkerContract.body(windows), timeLimitSeconds: timeLimitSeconds) { body in
            .answered(try JSONDecoder().decode(WorkerContract.Answer.self, from: body))
        }
    }

    private func ask<Value>(
        _ path: String, body: [UInt8]?, timeLimitSeconds: Double, read: (Data) throws -> Outcome<Value>
    ) -> Outcome<Value> {
        let request = OutboundRequest(
            url: url + path, headers: ["Content-Type: application/octet-stream", "Accept: application/json"],
            body: body,
            timeLimitSeconds: timeLimitSeconds, sizeLimit: WorkerContract.largestAnswer, direct: Outbound.isLocal(url))
        let response: OutboundResponse
        do throws(OutboundError) { response = try Outbound.send(request) } catch {
            switch error {
            case .malformed: return .never("\(error)")
            case .tooLarge: return .wrong("\(error)", again: false)
            case .unreachable, .timedOut, .failed: return .away("\(error)", retryAfterSeconds: nil)
            }
        }
        switch response.status {
        case 200:
            do { return try read(Data(response.body)) } catch {
                return .wrong("its answer is not the JSON that was agreed on", again: false)
            }
        case 429, 502, 503, 504:
            return .away(words(response), retryAfterSeconds: response.retryAfterSeconds)
        default: return .wrong(words(response), again: response.status >= 500)
        }
    }

    private func words(_ response: OutboundResponse) -> String {
        let problem = try? JSONDecoder().decode(WorkerContract.Problem.self, from: Data(response.body))
        return "it answers \(response.status)" + (problem.map { " (\($0.detail.prefix(200)))" } ?? "")
    }
}
