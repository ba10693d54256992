import NIOCore
import Streaming

/// The two connections of a node to the feed, logged in and subscribed: one for commands, one on which messages come.
struct FeedLink: Sendable {
    let commands: RedisConnection
    let messages: RedisConnection
    let keys: RedisKeys
    let node: String
    let settings: RedisSettings
    let digests: [String]

    /// What became of a frame.
    enum Answer {
        case placed(sequence: UInt64, hearers: Int)
        /// There is a newer frame, or one that reads the same.
        case held(SharedEntry, sequence: UInt64)
        case otherEpoch
        /// It was placed before.
        case placedBefore
    }

    /// One entry of the log.
    struct Logged {
        var sequence: UInt64
        var kind: FeedMessage.Kind
        var session: String
        /// What it says itself: events do, states do not.
        var entry: SharedEntry?
        var topic: Topic? { FeedMessage.topic(kind, session) }
    }

    static func open(
        _ endpoint: RedisEndpoint, node: String, settings: RedisSettings,
        within limit: Duration, onMessages: @escaping @Sendable ([ByteBuffer]) -> Void,
        onEnd: @escaping @Sendable (RedisError) -> Void
    ) async throws(RedisError) -> FeedLink {
        let keys = RedisKeys(user: settings.user)
        let messages = RedisConnection(to: endpoint, onMessages: onMessages, onEnd: onEnd)
        let commands = RedisConnection(to: endpoint, onEnd: onEnd)
        do throws(RedisError) {
            let subscribed = try await messages.logIn(to: endpoint, then: [["SUBSCRIBE", keys.channel]], within: limit)
            for reply in subscribed { _ = try reply.checked() }
            let loads = FeedScript.allCases.map { ["SCRIPT", "LOAD", $0.text] }
            let replies = try await commands.logIn(to: endpoint, then: loads, within: limit)
            for reply in replies { _ = try reply.checked() }
            return FeedLink(
                commands: commands, messages: messages, keys: keys, node: node, settings: settings,
                digests: replies.map { $0.text ?? "" })
        } catch {
            messages.close()
            commands.close()
            throw error
        }
    }

    func close() {
        messages.close()
        commands.close()
    }

    /// Milliseconds that the feed is kept when nobody follows it any more.
    private var life: String { settings.idleLimit.milliseconds }

    // MARK: Commands

    /// The feed as it stands, begun anew when it is gone or has gone back.
    func join(_ candidate: Epoch, having head: FeedCursor) async throws(RedisError) -> FeedCursor {
        let words = [candidate.description, head.epoch.description, String(head.sequence), life]
        let reply = try await commands.run(
            [call(.join, [keys.feed, keys.log], words)], within: settings.feedLimit)[0].checked()
        guard let list = reply.list, list.count == 2, let epoch = list[0].text.flatMap({ Epoch($0) }),
            let sequence = list[1].text.flatMap({ UInt64($0) })
        else { throw .unexpectedReply(reply.kind) }
        return FeedCursor(epoch: epoch, sequence: sequence)
    }

    /// The feed's place, or `nil` when it is gone; and whether the channel is alive: what it brings up to that place has been heard
    /// when this returns. Keeps the feed alive too.
    func head() async throws(RedisError) -> FeedCursor? {
        let asks = [
            ["HMGET", keys.feed, "epoch", "seq"], ["PEXPIRE", keys.feed, life], ["PEXPIRE", keys.log, life],
        ]
        let reply = try await commands.send(asks, within: settings.feedLimit)[0].checked()
        _ = try await messages.send([["PING"]], within: settings.feedLimit)
        guard let list = reply.list, list.count == 2, let epoch = list[0].text.flatMap({ Epoch($0) }),
            let sequence = list[1].text.flatMap({ UInt64($0) })
        else { return nil }
        return FeedCursor(epoch: epoch, sequence: sequence)
    }

    /// How many nodes listen, this one included.
    func hearers() async throws(RedisError) -> Int {
        let reply = try await commands.send([["PUBSUB", "NUMSUB", keys.channel]], within: settings.feedLimit)[0]
            .checked()
        guard let list = reply.list, list.count == 2, case .integer(let count) = list[1] else { return 1 }
        return count
    }

    func publish(_ items: [Outbox.Item], in epoch: Epoch) async throws(RedisError) -> [Answer] {
        let replies = try await commands.run(items.map { call(for: $0, in: epoch) }, within: settings.feedLimit)
        var answers: [Answer] = []
        for (item, reply) in zip(items, replies) {
            guard let list = try reply.checked().list, let word = list.first?.text else {
                throw .unexpectedReply(reply.kind)
            }
            switch (word, list.count) {
            case ("OK", 3):
                guard case .integer(let hearers) = list[2], let sequence = list[1].text.flatMap({ UInt64($0) }) else {
                    throw .unexpectedReply(list[2].kind)
                }
                answers.append(.placed(sequence: sequence, hearers: hearers))
            case ("HELD", 4):
                guard case .frame(let frame) = item.entry, let sequence = list[1].text.flatMap({ UInt64($0) }),
                    let event = list[2].text, let data = list[3].text
                else { throw .unexpectedReply("a frame without parts") }
                let held = FeedMessage.entry(
                    frame.topic.kind, frame.topic.session ?? "", event: event, data: ByteBuffer(string: data))
                answers.append(.held(held, sequence: sequence))
            case ("EPOCH", _): answers.append(.otherEpoch)
            case ("SENT", _): answers.append(.placedBefore)
            default: throw .unexpectedReply(word)
            }
        }
        return answers
    }

    /// Entries of the log after a place, oldest first.
    func logged(after sequence: UInt64, limit: Int) async throws(RedisError) -> [Logged] {
        try await entries(["XRANGE", keys.log, "\(sequence + 1)-0", "+", "COUNT", String(limit)])
    }

    /// The newest entries of the log, oldest first.
    func newestLogged(_ limit: Int) async throws(RedisError) -> [Logged] {
        try await entries(["XREVRANGE", keys.log, "+", "-", "COUNT", String(limit)]).reversed()
    }

    /// The newest frames of state topics, as far as they are still held, with their places.
    func newest(
        of topics: [Topic], in epoch: Epoch, within limit: Duration
    ) async throws(RedisError) -> [Topic: (frame: SharedFrame, sequence: UInt64)] {
        var found: [Topic: (frame: SharedFrame, sequence: UInt64)] = [:]
        var rest = topics[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(128))
            rest = rest.dropFirst(128)
            let reads = part.map {
                ["HMGET", keys.newest($0.kind, $0.session ?? ""), "epoch", "seq", "event", "data", "revision"]
            }
            for (topic, reply) in zip(part, try await commands.send(reads, within: limit)) {
                guard let list = try reply.checked().list, list.count == 5, list[0].text == epoch.description,
                    let sequence = list[1].text.flatMap({ UInt64($0) }), let event = list[2].text,
                    case .frame(var frame) = FeedMessage.entry(
                        topic.kind, topic.session ?? "", event: event,
                        data: ByteBuffer(string: list[3].text ?? "null"))
                else { continue }
                frame.standing = list[4].text.flatMap { Int($0) }.map { Standing(revision: $0) }
                found[topic] = (frame, sequence)
            }
        }
        return found
    }

    /// The newest deeds of every kind and name.
    func kept() async throws(RedisError) -> [SharedDeed] {
        let reply = try await commands.send([["HGETALL", keys.deeds]], within: settings.commandLimit * 10)[0].checked()
        guard let members = reply.members else { throw .unexpectedReply(reply.kind) }
        return members.compactMap { field, data in
            guard let space = field.firstIndex(of: " ") else { return nil }
            return SharedDeed(
                kind: String(field[..<space]), name: String(field[field.index(after: space)...]),
                data: ByteBuffer(string: data))
        }
    }

    private func entries(_ command: [String]) async throws(RedisError) -> [Logged] {
        let reply = try await commands.send([command], within: settings.commandLimit * 10)[0].checked()
        guard let list = reply.list else { throw .unexpectedReply(reply.kind) }
        return list.compactMap { item in
            guard let pair = item.list, pair.count == 2, let fields = pair[1].members,
                let sequence = pair[0].text?.split(separator: "-").first.flatMap({ UInt64($0) }),
                let kind = fields["k"].flatMap({ FeedMessage.Kind(rawValue: $0) }), let session = fields["s"]
            else { return nil }
            var entry: SharedEntry?
            if kind == .ended { entry = .ended(session: session) }
            if kind != .ended, let data = fields["d"] {
                entry = FeedMessage.entry(kind, session, event: fields["e"] ?? "", data: ByteBuffer(string: data))
            }
            return Logged(sequence: sequence, kind: kind, session: session, entry: entry)
        }
    }

    // MARK: Scripts

    private func call(for item: Outbox.Item, in epoch: Epoch) -> ScriptCall {
        let placement = FeedPlacement(of: item.entry, by: node, in: epoch, keys: keys, settings: settings)
        let kept = if case .deed(let deed) = item.entry { deed.name } else { "" }
        return call(.publish, placement.keys, placement.arguments + [kept, String(item.number)])
    }

    private func call(_ script: FeedScript, _ keys: [String], _ arguments: [String]) -> ScriptCall {
        ScriptCall(text: script.text, digest: digests[script.rawValue], keys: keys, arguments: arguments)
    }
}
