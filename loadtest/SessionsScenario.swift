import NIOCore
import NIOHTTP1
import NIOPosix
import SSEClient

/// Opens the streams, posts on schedule, and waits for the last frames. One event loop does it all: the generator
/// shares the machine with the server.
struct SessionsScenario: Sendable {
    let target: Target
    /// Where the streams are.
    let watched: Target
    let plan: SessionsPlan
    /// Frames are waited for this long after the last answer.
    var grace = 2.0

    func run() async throws -> SessionsReport {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let run = try await loop.submit { NIOLoopBound(SessionsRun(plan: plan, loop: loop), eventLoop: loop) }.get()
        for lane in 0..<plan.connections { try await open(lane, of: run, on: loop) }
        // A few at a time: a burst of connections measures the listener's backlog, which is another scenario.
        let streams = plan.sessions * plan.watchers
        for first in stride(from: 0, to: streams, by: 32) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for stream in first..<min(first + 32, streams) {
                    group.addTask { try await watch(stream, of: run, on: loop) }
                }
                try await group.waitForAll()
            }
        }
        try await loop.flatSubmit { run.value.start() }.get()
        for _ in 0..<Int(grace * 20) {
            if try await loop.submit({ run.value.isAnswered }).get() { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        return try await loop.submit { run.value.report() }.get()
    }

    private func open(_ lane: Int, of run: NIOLoopBound<SessionsRun>, on loop: any EventLoop) async throws {
        let authority = target.authority
        _ = try await connect(to: target, on: loop) {
            let lane = PostLane(authority: authority)
            lane.onReady = { run.value.add($0) }
            return lane
        }
    }

    private func watch(_ stream: Int, of run: NIOLoopBound<SessionsRun>, on loop: any EventLoop) async throws {
        let session = stream % plan.sessions
        let isTimed = stream < plan.sessions
        let opened = loop.makePromise(of: Int.self)
        let channel: any Channel
        do {
            channel = try await connect(to: watched, on: loop) {
                StreamProbe(
                    opened: opened,
                    onFrame: { kind, revision, time in
                        if isTimed {
                            run.value.frame(kind, revision, at: time, session: session)
                        } else {
                            run.value.countFrame()
                        }
                    },
                    onClose: { if !run.value.isOver { run.value.streamsLost += 1 } })
            }
        } catch {
            opened.fail(error)
            throw error
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: "/v1/recommendations/stream?session_id=\(plan.name(of: session))",
            headers: ["host": watched.authority, "accept": "text/event-stream"])
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        let status = try await opened.futureResult.get()
        guard status == 200 else { throw ScenarioError.streamRefused(status: status) }
    }

    private func connect(
        to target: Target, on loop: any EventLoop, _ handler: @escaping @Sendable () -> some ChannelInboundHandler
    ) async throws -> any Channel {
        do {
            return try await ClientBootstrap(group: loop)
                .connectTimeout(.seconds(5))
                .channelOption(.socketOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        try channel.pipeline.syncOperations.addHandler(handler())
                    }
                }
                .connect(host: target.host, port: target.port).get()
        } catch {
            throw ScenarioError.unreachable(authority: target.authority, reason: String(describing: error))
        }
    }
}
