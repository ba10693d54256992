import NIOCore
import NIOHTTP1
import NIOPosix
import Streaming

/// A swarm and a publisher at work on one session: what the stream scenarios have in common. The swarm has one thread, the
/// publisher another.
struct SwarmSite: Sendable {
    let target: Target
    let swarm: NIOLoopBound<Swarm>
    let publisher: NIOLoopBound<Publisher>

    var swarmLoop: any EventLoop { swarm.eventLoop }
    var publisherLoop: any EventLoop { publisher.eventLoop }

    /// Connects the publisher and makes the session's first change, so that there is something to watch.
    static func open(
        _ target: Target, session: String, peer: PeerName = .attune, frameBytes: [Int] = [], receiveBuffer: Int? = nil
    ) async throws -> SwarmSite {
        DescriptorLimit.raise()
        let loops = MultiThreadedEventLoopGroup.singleton
        let swarmLoop = loops.next()
        let publisherLoop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
        let path = peer.streamPath(session)
        let swarm = try await swarmLoop.submit {
            NIOLoopBound(
                Swarm(target: target, loop: swarmLoop, receiveBuffer: receiveBuffer) { _ in path }, eventLoop: swarmLoop
            )
        }.get()
        let lane = try await connect(target, on: publisherLoop)
        let publisher = try await publisherLoop.submit {
            let publisher = Publisher(
                loop: publisherLoop, lane: lane.value, peer: peer.peer(session: session, frameBytes: frameBytes))
            return NIOLoopBound(publisher, eventLoop: publisherLoop)
        }.get()
        let site = SwarmSite(target: target, swarm: swarm, publisher: publisher)
        _ = try await site.change()
        return site
    }

    private static func connect(_ target: Target, on loop: any EventLoop) async throws -> NIOLoopBound<PostLane> {
        let lane = try await loop.submit {
            NIOLoopBound(PostLane(authority: target.authority), eventLoop: loop)
        }.get()
        do {
            _ = try await ClientBootstrap(group: loop)
                .connectTimeout(.seconds(5))
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(lane.value)
                    }
                }
                .connect(host: target.host, port: target.port).get()
        } catch {
            throw ScenarioError.unreachable(authority: target.authority, reason: String(describing: error))
        }
        return lane
    }

    /// Makes one change now and returns its revision.
    func change() async throws -> Int {
        let revision = try await publisherLoop.flatSubmit { publisher.value.change() }.get()
        let errors = try await publishErrors()
        guard errors.isEmpty else { throw ScenarioError.refused(errors) }
        return revision
    }

    func publishErrors() async throws -> [String: Int] {
        try await publisherLoop.submit { publisher.value.errors }.get()
    }

    func send(_ request: LaneRequest) async throws {
        try await publisherLoop.flatSubmit { publisher.value.send(request) }.get()
    }

    /// Opens streams and returns how many stand.
    @discardableResult
    func open(_ numbers: some Sequence<Int>, atOnce: Int) async throws -> Int {
        let numbers = Array(numbers)
        try await swarmLoop.flatSubmit { swarm.value.open(numbers, atOnce: atOnce) }.get()
        return try await swarmLoop.submit { swarm.value.watchers.count }.get()
    }

    /// Runs something on the swarm's loop.
    func onSwarm<Value: Sendable>(_ work: @escaping @Sendable (Swarm) throws -> Value) async throws -> Value {
        try await swarmLoop.submit { try work(swarm.value) }.get()
    }

    /// Publishes by schedule from now on; returns when the last answer is in.
    func publish(_ schedule: Publisher.Schedule) async throws {
        try await publisherLoop.flatSubmit { publisher.value.run(schedule) }.get()
    }
}
