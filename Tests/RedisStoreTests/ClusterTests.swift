import AttuneTesting
import Foundation
import Ranking
import RedisStore
import Sessions
import Testing

/// Two real nodes of a Redis Cluster.
private struct Cluster {
    let nodes: [RedisServerProcess]

    /// The second node has every slot; the first sends everybody on.
    init() throws {
        nodes = try (0..<2).map { _ in
            try RedisServerProcess(arguments: [
                "--cluster-enabled", "yes", "--cluster-port", String(try RedisServerProcess.freePort()),
            ])
        }
        _ = try nodes[1].command("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        let second = try myself(1)
        _ = try nodes[0].command("CLUSTER", "MEET", "127.0.0.1", "\(nodes[1].port)", second.bus)
        for node in 0..<2 { try wait(at: node) { $0.contains("cluster_state:ok") && $0.contains("known_nodes:2") } }
    }

    /// Gives the slot of a key to a node; what was stored in it is gone.
    func give(_ key: String, to node: Int) throws {
        let reply = try nodes[0].command("CLUSTER", "KEYSLOT", key)
        let slot = reply.dropFirst().prefix { $0.isNumber }
        _ = try nodes[1 - node].command("FLUSHALL")
        let owner = try myself(node).id
        for redis in [nodes[node], nodes[1 - node]] {
            #expect(try redis.command("CLUSTER", "SETSLOT", String(slot), "NODE", owner) == "+OK\r\n")
        }
    }

    private func myself(_ node: Int) throws -> (id: String, bus: String) {
        let lines = try nodes[node].command("CLUSTER", "NODES").split(separator: "\n")
        let words = try #require(lines.first { $0.contains("myself") }).split(separator: " ")
        // 127.0.0.1:port@bus
        let bus = words[1].split(separator: "@").last?.prefix { $0.isNumber } ?? ""
        return (String(words[0]), String(bus))
    }

    private func wait(at node: Int, until fits: (String) -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !fits(try nodes[node].command("CLUSTER", "INFO")) { try #require(ContinuousClock.now < deadline) }
    }
}

@Suite("A Redis Cluster", .timeLimit(.minutes(3))) struct ClusterTests {
    @Test("the node that has the slot is found from another, and found again when the slot moves")
    func moves() async throws {
        let cluster = try Cluster()
        let store = try RedisFixture.store(at: cluster.nodes[0].url)
        let fixture = RedisFixture(server: cluster.nodes[0], store: store)
        try await fixture.serving {
            try await fixture.until(healthy: true)
            _ = try await fixture.apply("s", #"{"bpm":120}"#)
            #expect(try cluster.nodes[1].command("EXISTS", "attune:{local}:session:s") == ":1\r\n")
            try cluster.give("attune:{local}:session:s", to: 0)
            _ = try await fixture.apply("s", #"{"energy":1}"#)
            // It is known here, and written where the slot is now.
            let deadline = ContinuousClock.now + .seconds(20)
            while try cluster.nodes[0].command("EXISTS", "attune:{local}:session:s") != ":1\r\n" {
                try #require(ContinuousClock.now < deadline, "\(store.health)")
                try await Task.sleep(for: .milliseconds(2))
            }
            try await fixture.until(healthy: true)
            let session = try #require(try await fixture.session("s"))
            #expect(session.revision == 2)
            #expect(session.context.bpm == 120)
        }
    }
}
