import Engine
import Hummingbird
import Ranking
import Sessions
import Streaming
import Telemetry

/// `/v1/experiments`: which ranking serves people better.
struct ExperimentController: Sendable {
    let engine: Engine

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/experiments", use: list)
        router.put("/v1/experiments/{name}", use: put)
        router.get("/v1/experiments/{name}/report", use: report)
    }

    func list(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        let experiments = engine.experiments()
        return Response { json in
            json.object { json in
                json.key("experiments")
                json.array(experiments) { $0.experiment($1) }
            }
        }
    }

    /// Creates or replaces; answers with the experiment as it then is.
    func put(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let name = try scope.value("name", .experimentName)
        try QueryReader.refuseAll(of: request)
        let experiment = try Experiment(named: name, parsing: await request.json())
        try await engine.put(experiment)
        return Response { $0.experiment(experiment) }
    }

    func report(_ request: Request, _ scope: RequestScope) async throws -> Response {
        let name = try scope.value("name", .experimentName)
        try QueryReader.refuseAll(of: request)
        guard let report = try await engine.report(experiment: name) else {
            throw EngineError.unknownExperiment(name)
        }
        return Response { $0.report(report) }
    }
}

extension JSONWriter {
    mutating func experiment(_ experiment: Experiment) {
        object { json in
            json.member("name", experiment.name)
            json.member("salt", experiment.salt)
            json.member("enabled", experiment.enabled)
            json.member("traffic", experiment.traffic)
            json.key("arms")
            json.array(experiment.arms) { json, arm in
                json.object { json in
                    json.member("name", arm.name)
                    json.member("mode", arm.mode.rawValue)
                    json.member("weight", arm.weight)
                    json.key("weights")
                    json.object { json in
                        for component in Component.allCases {
                            guard let weight = arm.weights[component] else { continue }
                            json.key(component.rawValue)
                            json.number(weight)
                        }
                    }
                }
            }
        }
    }
}
