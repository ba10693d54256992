import Foundation
import Ranking
import Telemetry

/// Batches of events through a journal, as from clients that send the next one when they have a receipt.
enum TelemetryBenchmark {
    struct Result: Sendable {
        var seconds: Double
        /// Of all threads of this process.
        var processorSeconds: Double
        /// From a batch to its receipt, ascending.
        var commits: [Duration]

        /// - Parameter quantile: 0…1, by the nearest rank.
        func milliseconds(at quantile: Double) -> Double {
            let place = Int((quantile * Double(commits.count)).rounded(.up)) - 1
            return commits.isEmpty ? .nan : commits[max(0, place)] / .milliseconds(1)
        }
    }

    static func run(
        into journal: some TelemetryJournal, events: Int, batch: Int, tasks: Int
    ) async throws -> Result {
        let (clock, processor, started) = (ContinuousClock(), ProcessorTime.seconds, ContinuousClock.now)
        let commits = try await withThrowingTaskGroup(of: [Duration].self) { group in
            for lane in 0..<tasks {
                group.addTask { @concurrent in
                    var commits: [Duration] = []
                    for first in stride(from: lane * batch, to: events, by: tasks * batch) {
                        let batch = try Self.events(first..<min(first + batch, events))
                        let sent = clock.now
                        _ = try await journal.append(batch)
                        commits.append(clock.now - sent)
                    }
                    return commits
                }
            }
            var commits: [Duration] = []
            for try await lane in group { commits += lane }
            return commits.sorted()
        }
        let seconds = started.duration(to: clock.now) / .seconds(1)
        return Result(seconds: seconds, processorSeconds: ProcessorTime.seconds - processor, commits: commits)
    }

    /// Lists of ten, seen, heard, accepted and skipped in turn. Ids are random, as those of clients are: the worst case
    /// for an index.
    private static func events(_ numbers: Range<Int>) throws -> [TelemetryEvent] {
        guard let session = SessionID("bench-\(numbers.lowerBound % 1000)") else { return [] }
        return numbers.map { number in
            TelemetryEvent(
                eventID: UUID().uuidString, kind: TelemetryKind.allCases[number % 4],
                setID: "\(session.rawValue)-\(number / 10)", sample: SampleID("sample-\(number % 100_000)"),
                rank: number % 10 + 1, session: session, occurredAt: UnixTime(1_700_000_000 + Double(number)),
                receivedAt: UnixTime(1_700_000_001 + Double(number)),
                dwellMilliseconds: number.isMultiple(of: 2) ? number % 5000 : nil,
                metadata: number.isMultiple(of: 4) ? #"{"client":"plugin","track":4}"# : nil)
        }
    }
}
