import Dispatch
import Foundation

/// Runs `body`, cancelling it on the first Ctrl-C or SIGTERM; a second one ends the process at once.
///
/// Works once in a process: libdispatch installs its handler with the first source of a signal, and not again.
func cancellingOnSignals<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let work = Task { try await body() }
    let sources = [SIGINT, SIGTERM].map { number in
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            work.cancel()
            signal(number, SIG_DFL)
        }
        source.resume()
        return source
    }
    defer { for source in sources { source.cancel() } }
    return try await work.value
}
