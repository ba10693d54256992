import NIOCore
import Streaming

/// One place of the shared feed as it goes over the channel, in two messages that nothing comes between: a heading of words, then
/// the frame's JSON as the node sent it. A script that joined them would copy and hash all of it again.
struct FeedMessage: Sendable {
    /// What a place holds, as one letter in keys and messages.
    enum Kind: String, Sendable {
        case context = "c"
        case suggestions = "s"
        case library = "l"
        case experiment = "x"
        case ended = "e"
        case deed = "d"
    }

    var epoch: Epoch
    var sequence: UInt64
    /// The node that published it.
    var node: String
    var kind: Kind
    /// Empty for the library.
    var session: String
    /// Of the context that the frame stands on; 0 where it stands on none.
    var revision: Int
    var event: String
    var entry: SharedEntry

    /// A place without its data. `nil` for what no node of this version writes.
    init?(heading: ByteBuffer) {
        let words = String(buffer: heading).split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 7, let epoch = Epoch(words[0]), let sequence = UInt64(words[1]), sequence > 0,
            let kind = Kind(rawValue: String(words[3])), let revision = Int(words[5])
        else { return nil }
        self.epoch = epoch
        self.sequence = sequence
        node = String(words[2])
        self.kind = kind
        session = String(words[4])
        self.revision = revision
        event = String(words[6])
        entry = .passed
    }

    func with(_ data: ByteBuffer) -> FeedMessage {
        var place = self
        place.entry = Self.entry(kind, session, event: event, data: data)
        return place
    }

    /// The entry of these parts.
    static func entry(_ kind: Kind, _ session: String, event: String, data: ByteBuffer) -> SharedEntry {
        if let topic = topic(kind, session) {
            return .frame(SharedFrame(topic: topic, event: event, data: data))
        }
        return kind == .ended
            ? .ended(session: session) : .deed(SharedDeed(kind: event, name: "", data: data))
    }

    /// The feed's topic; `nil` for what streams are not told.
    static func topic(_ kind: Kind, _ session: String) -> Topic? {
        switch kind {
        case .context: .context(session)
        case .suggestions: .suggestions(session)
        case .library: .library
        case .experiment: .experiment(session)
        case .ended, .deed: nil
        }
    }
}

extension Topic {
    var kind: FeedMessage.Kind {
        switch self {
        case .context: .context
        case .suggestions: .suggestions
        case .library: .library
        case .experiment: .experiment
        }
    }
}
