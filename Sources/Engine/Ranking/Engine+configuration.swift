import Logging
import Ranking
import Sessions

extension Engine {
    /// Reads the ranking configuration anew. A valid one holds at once, and every watched list is ranked by it; a wrong
    /// one is refused whole, the log and readiness say why, and the one before holds on.
    ///
    /// - Returns: whether what the file says was taken.
    @discardableResult
    public func reloadRanking() -> Bool {
        let arrival = clock.nanoseconds()
        do {
            let isNews = try defaults.reload()
            parts.logger.info(
                "the ranking configuration was read",
                metadata: ["path": "\(defaults.file?.path ?? "none")", "changed": "\(isNews)"])
            if isNews { refreshAll(since: arrival) }
            return true
        } catch {
            parts.logger.error("\(error) What was read before holds on.")
            return false
        }
    }

    /// Notices a changed file, until cancelled. One look a second costs microseconds, and works on every file system.
    func followRanking() async throws {
        guard defaults.file != nil else { return }
        while true {
            try await Task.sleep(for: .seconds(1))
            if defaults.isOutdated { reloadRanking() }
        }
    }

    /// The context with everything that holds for a session which does not wish it itself: what its arm says, then what
    /// the server says.
    func completed(_ context: SessionContext, by arm: [Component: Double]) -> SessionContext {
        var armed = Preferences()
        armed.weights = arm
        var context = context
        context.preferences = context.preferences.over(armed).over(defaults.preferences)
        return context
    }

    /// The line of `/health/ready` about the configuration.
    func rankingCheck() -> Readiness.Check {
        let state = defaults.current
        if let refusal = state.refusal {
            return .init(name: "ranking", state: .degraded, detail: "\(refusal) What was read before holds on.")
        }
        guard let file = defaults.file, let preferences = state.preferences else {
            return .init(name: "ranking", state: .ok, detail: "the built-in weights")
        }
        return .init(name: "ranking", state: .ok, detail: "\(file.path): \(preferences.json.jsonText)")
    }
}
