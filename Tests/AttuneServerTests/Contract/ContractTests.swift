import Access
import AttuneServer
import AttuneTesting
import Engine
import Foundation
import Logging
import Ranking
import Sessions
import Streaming
import Testing
import Yams

/// The contract and the router say the same.
@Suite("Contract")
struct ContractTests {
    private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("every route is described, and everything described is routed")
    func routesAndPaths() async throws {
        let routed = Set(try await Self.routed())
        let described = try Set(Self.operations().map { RouteTable.Route(path: $0.path, method: $0.method) })
        // HEAD stands beside every GET by itself; the contract names it where it matters.
        let gets = Set(routed.filter { $0.method == "GET" }.map(\.path))
        for head in described.union(routed) where head.method == "HEAD" { #expect(gets.contains(head.path)) }
        #expect(routed.filter { $0.method != "HEAD" } == described.filter { $0.method != "HEAD" })
    }

    @Test("what an address asks of its caller is what the contract says")
    func access() async throws {
        let described = try Self.operations()
        for operation in described {
            let rule = AccessRule.of(RouteTable.Route(path: operation.path, method: operation.method))
            #expect(rule.name == operation.access, "\(operation.method) \(operation.path)")
        }
        // What no rule names is shut.
        #expect(AccessRule.of(RouteTable.Route(path: "/v1/new", method: "GET")) == .scope(.admin))
    }

    private static func routed() async throws -> [RouteTable.Route] {
        routes(engine: try await EmptyEngine.open(), clock: EmptyEngine.clock, gate: try await .local())
    }

    @Test("every parameter of a path is described")
    func pathParameters() throws {
        for operation in try Self.operations() {
            let captured = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                String($0.dropFirst().dropLast())
            }
            #expect(Set(captured) == Set(operation.pathParameters), "\(operation.method) \(operation.path)")
        }
    }

    @Test("every operation has an id of its own, a summary and a refusal")
    func operationsAreComplete() throws {
        let operations = try Self.operations()
        #expect(Set(operations.map(\.id)).count == operations.count)
        for operation in operations {
            #expect(!operation.summary.isEmpty, "\(operation.id)")
            #expect(operation.statuses.contains("default"), "\(operation.id)")
        }
    }

    @Test("the problems of the contract are those of the server")
    func problemTypes() throws {
        let schemas = try #require(try Self.contract()["components"]?["schemas"])
        let types = schemas["Problem"]?["properties"]?["type"]?["enum"]?.array().compactMap(\.string)
        #expect(Set(try #require(types)) == Set(ProblemKind.allCases.map(\.type)))
    }

    @Test("every reference leads somewhere")
    func references() throws {
        let contract = try Self.contract()
        let text = try String(contentsOf: Self.top.appending(path: "openapi.yaml"), encoding: .utf8)
        for match in text.matches(of: /'#\/([A-Za-z\/]+)'/) {
            var node: Node? = contract
            for part in match.1.split(separator: "/") { node = node?[String(part)] }
            #expect(node != nil, "\(match.1)")
        }
    }

    @Test("every file of the dashboard is embedded, and nothing else")
    func dashboardFiles() throws {
        let folder = Self.top.appending(path: "Sources/AttuneServer/Dashboard")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
        #expect(Set(DashboardFiles.names) == Set(files))
    }

    private struct Operation {
        var path: String
        var method: String
        var id: String
        var summary: String
        var access: String
        var statuses: [String]
        var pathParameters: [String]
    }

    private static func contract() throws -> Node {
        let text = try String(contentsOf: top.appending(path: "openapi.yaml"), encoding: .utf8)
        return try #require(try Yams.compose(yaml: text))
    }

    private static func operations() throws -> [Operation] {
        let contract = try contract()
        let methods = ["get", "head", "post", "put", "patch", "delete", "options"]
        return try #require(contract["paths"]?.mapping).flatMap { path, item in
            methods.compactMap { method in
                guard let operation = item[method] else { return nil }
                let parameters = (item["parameters"]?.array() ?? []) + (operation["parameters"]?.array() ?? [])
                return Operation(
                    path: path.string ?? "", method: method.uppercased(), id: operation["operationId"]?.string ?? "",
                    summary: operation["summary"]?.string ?? "", access: operation["x-access"]?.string ?? "",
                    statuses: operation["responses"]?.mapping?.keys.compactMap(\.string) ?? [],
                    pathParameters: parameters.map { resolved($0, contract) }
                        .filter { $0["in"]?.string == "path" }.compactMap { $0["name"]?.string })
            }
        }
    }

    private static func resolved(_ node: Node, _ contract: Node) -> Node {
        guard let reference = node["$ref"]?.string else { return node }
        var target: Node? = contract
        for part in reference.split(separator: "/").dropFirst() { target = target?[String(part)] }
        return target ?? node
    }
}
