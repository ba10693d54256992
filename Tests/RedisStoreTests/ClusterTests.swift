import AttuneTesting
import Foundation
import RedisStore
import Sessions
import Testing

@Suite("A Redis Cluster", .timeLimit(.minutes(3))) struct ClusterTests {
    /// Two real nodes; the second has every slot, and the first sends everybody on.
    private func cluster() throws -> [RedisServerProcess] {
        let nodes = try (0..<2).map { _ in
            try RedisServerProcess(arguments: [
                "--cluster-enabled", "yes", "--cluster-port", String(try RedisServerProcess.freePort()),
            ])
        }
        _ = try nodes[1].command("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        // Its line begins: id 127.0.0.1:port@bus
        let line = try nodes[1].command("CLUSTER", "NODES")
        let bus = line.split(separator: "@").dropFirst().first?.prefix { $0.isNumber } ?? ""
        _ = try nodes[0].command("CLUSTER", "MEET", "127.0.0.1", "\(nodes[1].port)", String(bus))
        let deadline = ContinuousClock.now + .seconds(60)
        while try !nodes[0].command("GET", "key").hasPrefix("-MOVED") { try #require(ContinuousClock.now < deadline) }
        return nodes
    }

    @Test("the node that has the slot is found from another")
    func moved() async throws {
        let nodes = try cluster()
        let fixture = RedisFixture(server: nodes[0], store: try RedisFixture.store(at: nodes[0].url))
        try await fixture.serving {
            try await fixture.until(healthy: true)
            #expect(try await fixture.apply("s", #"{"bpm":120}"#).session.revision == 1)
            #expect(try nodes[1].command("EXISTS", "attune:{local}:session:s") == ":1\r\n")
        }
    }
}
