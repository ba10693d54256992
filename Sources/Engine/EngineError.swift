public import Ranking

/// What the engine refuses, beside invalid requests (`InvalidRequest`) and stale versions (`ContextStoreError`).
public enum EngineError: Error, Hashable, Sendable {
    case unknownSample(SampleID)
    case unknownExperiment(String)
    /// One scan runs at a time.
    case scanRunning
    case unreadableFolder(String)
    /// The change is held in memory but could not be written to disk, so it is not acknowledged.
    case notDurable(String)
}
