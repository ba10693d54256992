import NIOCore
import Streaming
import Telemetry

/// What the scripts need to give an entry its place in the feed: see ``FeedScript``.
struct FeedPlacement: Sendable {
    /// The feed's hash, its log, then what the entry replaces.
    var keys: [String]
    /// From the epoch to the channel.
    var arguments: [String]

    init(
        of entry: SharedEntry, by node: String, in epoch: Epoch, keys names: RedisKeys, settings: RedisSettings
    ) {
        keys = [names.feed, names.log]
        let words: [String]
        switch entry {
        case .frame(let frame):
            let session = frame.topic.session ?? ""
            if frame.topic.isState { keys.append(names.newest(frame.topic.kind, session)) }
            words = [
                frame.topic.kind.rawValue, session, String(frame.standing?.revision ?? 0), frame.event,
                Self.digest(of: frame.standing?.reading ?? ""), String(buffer: frame.data),
            ]
        case .ended(let session):
            keys += [names.newest(.context, session), names.newest(.suggestions, session)]
            words = [FeedMessage.Kind.ended.rawValue, session, "0", "ended", "", "null"]
        case .deed(let deed):
            keys.append(names.deeds)
            words = [FeedMessage.Kind.deed.rawValue, "", "0", deed.kind, "", String(buffer: deed.data)]
        case .passed: words = []
        }
        arguments =
            [epoch.description, node] + words
            + [String(settings.feedCapacity), settings.frameLife.milliseconds, names.channel]
    }

    /// Tells two readings apart in Redis; empty for an empty one, which is never the same as another.
    private static func digest(of reading: String) -> String {
        reading.isEmpty ? "" : String(StableHash.finalised(StableHash.fnv1a(reading.utf8.span)), radix: 36)
    }
}
