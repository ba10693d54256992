public import Engine
public import Hummingbird
public import ServiceLifecycle

/// The HTTP application and the farewell of its streams as one service: on graceful shutdown the listener closes and the
/// streams begin to end at the same moment, and both are waited for, requests not for ever. A stream has left its
/// request behind, so the application may end before the streams do.
public struct DrainingService<Application: ApplicationProtocol>: Service {
    private let application: Application
    private let engine: Engine
    private let window: Duration

    /// How long requests may outlast the streams: one whose client no longer reads, or sends, never ends by itself.
    private static var patience: Duration { .seconds(5) }

    private enum Part { case application, streams, patience }

    /// - Parameter window: the time over which open streams are ended.
    public init(_ application: Application, engine: Engine, window: Duration) {
        self.application = application
        self.engine = engine
        self.window = window
    }

    public func run() async throws {
        try await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask {
                try await application.run()
                return .application
            }
            group.addTask {
                try await gracefulShutdown()
                await engine.drain(over: window)
                return .streams
            }
            // The first failure ends the other: a service that cannot listen has no streams to wait for.
            if try await group.next() == .streams {
                group.addTask {
                    try await Task.sleep(for: Self.patience)
                    return .patience
                }
            }
            _ = try await group.next()
            group.cancelAll()
        }
    }
}
