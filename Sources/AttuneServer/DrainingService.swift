public import Engine
public import Hummingbird
public import ServiceLifecycle

/// The HTTP application and the farewell of its streams as one service: on graceful shutdown the listener closes and the
/// streams begin to end at the same moment, and both are waited for. A stream has left its request behind, so the application
/// may end before the streams do.
public struct DrainingService<Application: ApplicationProtocol>: Service {
    private let application: Application
    private let engine: Engine
    private let window: Duration

    /// - Parameter window: the time over which open streams are ended.
    public init(_ application: Application, engine: Engine, window: Duration) {
        self.application = application
        self.engine = engine
        self.window = window
    }

    public func run() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            group.addTask {
                try await gracefulShutdown()
                await engine.drain(over: window)
            }
            try await group.waitForAll()
        }
    }
}
