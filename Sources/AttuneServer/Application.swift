public import Engine
public import Hummingbird
public import Logging
import NIOCore
import Streaming

/// The HTTP service over an engine: run it in a `ServiceGroup` beside the engine itself. On graceful shutdown the listener
/// closes at once and open streams end when the feed has said goodbye.
///
/// - Parameters:
///   - gate: whom the service lets in; `settings` were made for one that asks for tokens, or for one that does not.
///   - clock: the clock of the engine.
///   - whenListening: called once with the port the service listens on.
public func makeApplication(
    engine: Engine, settings: ServerSettings, gate: Gate, clock: EngineClock, logger: Logger,
    whenListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    Application(
        router: ServerRouter(engine: engine, clock: clock, gate: gate).router,
        server: .http1(
            configuration: .init(
                additionalChannelHandlers: [StreamGate()], idleTimeout: .seconds(ServerSettings.idleSeconds))),
        configuration: ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port), backlog: ServerSettings.backlog,
            availableConnectionsDelegate: ConnectionCeiling(
                descriptors: DescriptorLimit.current?.soft ?? 1024, logger: logger)),
        onServerRunning: { channel in
            await prepare(channel, logger: logger)
            await whenListening(channel.localAddress?.port ?? settings.port)
        },
        logger: logger)
}

/// Makes the listener ready for many connections at once, and for none to be had.
private func prepare(_ listener: any Channel, logger: Logger) async {
    do {
        try await listener.setOption(.maxMessagesPerRead, value: ServerSettings.acceptsAtOnce).get()
        try await listener.eventLoop.submit {
            try listener.pipeline.syncOperations.addHandler(AcceptWatch(logger: logger), position: .first)
        }.get()
    } catch {
        logger.error("the listener could not be tuned", metadata: ["error": "\(error)"])
    }
}

/// Every route of the service as `GET /v1/samples/{id}` would be written, for the test that holds the contract to it.
package func routes(engine: Engine, clock: EngineClock, gate: Gate) -> [RouteTable.Route] {
    ServerRouter(engine: engine, clock: clock, gate: gate).routes
}
