import Engine
import HTTPTypes
import Hummingbird

/// Every route of the service, behind its middleware.
struct ServerRouter {
    let router = Router(context: RequestScope.self, options: .autoGenerateHeadEndpoints)

    init(engine: Engine, clock: EngineClock, gate: Gate) {
        let meter = RequestMeter()
        let loops = StreamLoops(feed: engine.feed)
        router.add(middleware: RecordMiddleware(meter: meter, nanoseconds: clock.nanoseconds))
        router.add(middleware: CORSMiddleware(origins: gate.origins))
        router.add(middleware: ProblemMiddleware())
        if gate.asksForTokens {
            router.add(middleware: OriginMiddleware(origins: gate.origins))
        } else {
            router.add(middleware: LoopbackMiddleware(origins: gate.origins))
        }
        router.add(middleware: AccessMiddleware(gate: gate, engine: engine, clock: clock))
        AccessController(gate: gate, engine: engine, clock: clock).addRoutes(to: router)
        ContextController(engine: engine, clock: clock).addRoutes(to: router)
        SuggestionController(engine: engine, clock: clock).addRoutes(to: router)
        StreamController(engine: engine, loops: loops, clock: clock).addRoutes(to: router)
        StreamTestController(nanoseconds: clock.nanoseconds).addRoutes(to: router)
        TelemetryController(engine: engine, clock: clock).addRoutes(to: router)
        WishController(engine: engine).addRoutes(to: router)
        SampleController(engine: engine).addRoutes(to: router)
        AudioController(engine: engine).addRoutes(to: router)
        LibraryController(engine: engine).addRoutes(to: router)
        ExperimentController(engine: engine).addRoutes(to: router)
        ModeController(engine: engine).addRoutes(to: router)
        OperationsController(engine: engine, meter: meter, loops: loops).addRoutes(to: router)
        DebugController(feed: engine.feed, loops: loops).addRoutes(to: router)
        DocumentController().addRoutes(to: router)
        router.add(middleware: UnmatchedMiddleware(table: RouteTable(routes)))
    }

    /// What the contract must describe, and nothing more.
    var routes: [RouteTable.Route] {
        router.routes.map { RouteTable.Route(path: $0.path.description, method: $0.method.rawValue) }
    }
}
