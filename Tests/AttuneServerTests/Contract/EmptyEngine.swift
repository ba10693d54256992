import AttuneTesting
import Engine
import Logging
import Ranking
import Sessions
import Streaming

/// An engine over nothing, for what does not depend on the library.
enum EmptyEngine {
    static let clock = EngineClock(now: { UnixTime(1_800_000_000) }, nanoseconds: { 0 }, random: { 0 })

    static func open() async throws -> Engine {
        var random = SystemRandomNumberGenerator()
        let journal = InMemoryJournal()
        return try await Engine.open(
            EngineParts(
                contexts: InMemoryContextStore(), saved: InMemorySavedContexts(), library: InMemoryLibraryStore(),
                journal: journal, wishes: journal, experiments: journal,
                feed: Feed(epoch: Epoch(using: &random), capacity: 16, settings: FeedSettings()), clock: clock,
                logger: Logger(label: "test")),
            workers: 1)
    }
}
