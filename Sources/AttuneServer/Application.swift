public import Engine
public import Hummingbird
public import Logging
import NIOCore

/// The HTTP service over an engine: run it in a `ServiceGroup` beside the engine itself. On graceful shutdown the listener
/// closes at once and open streams end when the feed has said goodbye.
///
/// - Parameters:
///   - clock: the clock of the engine.
///   - whenListening: called once with the port the service listens on.
public func makeApplication(
    engine: Engine, settings: ServerSettings, clock: EngineClock, logger: Logger,
    whenListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    Application(
        router: ServerRouter(engine: engine, clock: clock).router,
        server: .http1(configuration: .init(idleTimeout: .seconds(ServerSettings.idleSeconds))),
        configuration: ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port), backlog: ServerSettings.backlog),
        onServerRunning: { channel in await whenListening(channel.localAddress?.port ?? settings.port) },
        logger: logger)
}

/// Every route of the service as `GET /v1/samples/{id}` would be written, for the test that holds the contract to it.
package func routes(engine: Engine, clock: EngineClock) -> [RouteTable.Route] {
    ServerRouter(engine: engine, clock: clock).routes
}
