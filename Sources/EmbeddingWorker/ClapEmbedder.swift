import AudioAnalysis
import Dispatch
import Foundation
public import Library
import Music
import Outbound
public import Ranking
import Synchronization

/// Embeds sounds with the model CLAP (Wu et al. 2023, "Large-scale contrastive language-audio pretraining with feature fusion
/// and keyword-to-caption augmentation") behind an HTTP worker.
///
/// A worker that is away or busy is asked three times, with growing pauses; one that is still away, or that gives three wrong
/// answers in a row, counts as unavailable, with the reason.
public final class ClapEmbedder: Embedder {
    private let worker: Worker
    private let backoff = Backoff()
    private let pause: @Sendable (Double) async throws -> Void
    private let chance: @Sendable () -> Double
    private let progress = Mutex(Progress())

    private struct Progress {
        /// The worker's, once it has said it: a worker that changes it is not the one that was begun with.
        var model: String?
        var wrongInARow = 0
    }

    /// Wrong answers in a row after which a worker counts as broken.
    public static let mostWrong = 3

    /// - Parameters:
    ///   - url: `http://host:port`, with a path before the contract's if there is one.
    ///   - timeLimitSeconds: of each request.
    ///   - pause: waits that many seconds before another attempt.
    ///   - chance: 0..<1, for how much of a pause is waited.
    public init(
        url: String, timeLimitSeconds: Double = 60,
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
        chance: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        worker = Worker(
            url: url.hasSuffix("/") ? String(url.dropLast()) : url, timeLimitSeconds: timeLimitSeconds)
        self.pause = pause
        self.chance = chance
    }

    public var space: EmbeddingSpace { .clap }

    /// The model that the worker serves; asks once, without trying again.
    public func model() async throws(EmbedderError) -> String {
        switch await Self.blocking({ [worker] in worker.health() }) {
        case .answered(let health): health.model
        case .away(let reason, _), .wrong(let reason, _), .never(let reason):
            throw .unavailable(reason: "the worker at \(shownURL): \(reason)")
        }
    }

    public func embed(path: String) async throws(EmbedderError) -> Embedding {
        let windows = WorkerContract.kept(try await windows(of: path))
        if progress.withLock({ $0.model }) == nil {
            let health = try await answer { [worker] in worker.health() }
            progress.withLock { $0.model = $0.model ?? health.model }
        }
        let answer = try await answer { [worker] in worker.embed(windows) }
        let model = progress.withLock { $0.model } ?? answer.model
        guard answer.model == model else {
            throw .unavailable(
                reason: "the worker at \(shownURL) served the model \(model) and now serves \(answer.model)")
        }
        do throws(WorkerRefusal) {
            let vector = try WorkerContract.vector(answer.vectors, windows: windows.count)
            progress.withLock { $0.wrongInARow = 0 }
            return Embedding(vector: vector, model: model)
        } catch {
            throw wrong(error.reason)
        }
    }

    private func windows(of path: String) async throws(EmbedderError) -> [[Float]] {
        let read = await Self.blocking { () -> Result<[[Float]], AudioFileError> in
            let seconds = Double(WorkerContract.windowSamples) / Double(WorkerContract.rate)
            return Result { () throws(AudioFileError) in
                try MonoWindows(
                    path: path, rate: WorkerContract.rate, seconds: seconds, count: WorkerContract.mostWindows
                ).windows
            }
        }
        do { return try read.get() } catch { throw .unsuitable(reason: error.reason) }
    }

    /// The value of the first attempt that gives one.
    private func answer<Value: Sendable>(
        _ attempt: @escaping @Sendable () -> Worker.Outcome<Value>
    ) async throws(EmbedderError) -> Value {
        var attempts = 0
        while true {
            attempts += 1
            let (reason, asked, isAway): (String, Double?, Bool)
            switch await Self.blocking(attempt) {
            case .answered(let value): return value
            case .never(let text): throw .unavailable(reason: "the worker at \(shownURL): \(text)")
            case .wrong(let text, false): throw wrong("the worker at \(shownURL): \(text)")
            case .wrong(let text, true): (reason, asked, isAway) = (text, nil, false)
            case .away(let text, let seconds): (reason, asked, isAway) = (text, seconds, true)
            }
            let wait = backoff.wait(after: attempts, asked: asked, chance: chance())
            let full = "the worker at \(shownURL): \(reason)"
            guard let wait else { throw isAway ? .unavailable(reason: full) : wrong(full) }
            do { try await pause(wait) } catch { throw .unavailable(reason: "the import was interrupted") }
        }
    }

    /// Of this sound only, unless it is one too many in a row.
    private func wrong(_ reason: String) -> EmbedderError {
        let count = progress.withLock { progress in
            progress.wrongInARow += 1
            return progress.wrongInARow
        }
        return count < Self.mostWrong
            ? .unsuitable(reason: reason)
            : .unavailable(reason: "\(count) wrong answers in a row, the last: \(reason)")
    }

    /// Without a password.
    private var shownURL: String {
        guard var parts = URLComponents(string: worker.url) else { return worker.url }
        (parts.user, parts.password) = (nil, nil)
        return parts.string ?? worker.url
    }

    /// Runs what blocks on a thread of its own: the pool of tasks must not wait for another machine.
    private static func blocking<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in queue.async { continuation.resume(returning: body()) } }
    }

    private static let queue = DispatchQueue(label: "attune.clap", qos: .utility, attributes: .concurrent)
}
