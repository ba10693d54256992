import Engine
import ServiceLifecycle
import UnixSignals

/// What SIGHUP means: read the ranking configuration anew; or, when the terminal that the service was started from has
/// gone, end as any program in it would.
struct HangupService: Service {
    let engine: Engine

    /// Returns when the service is to end.
    func run() async throws {
        let hadTerminal = Terminal.controls
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            if hadTerminal, !Terminal.controls { return }
            engine.reloadRanking()
        }
    }
}
