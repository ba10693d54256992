public import NIOCore

/// A frame before it has its place in an order that several nodes share.
public struct SharedFrame: Sendable {
    public var topic: Topic
    public var event: String
    /// JSON.
    public var data: ByteBuffer
    /// What it stands on; `nil` where any frame may follow any other.
    public var standing: Standing?
    /// Called once it has its place; never for a frame that gets none, as another node's is newer or reads the same. Called under
    /// locks; must not wait.
    public var placed: (@Sendable () -> Void)?

    public init(
        topic: Topic, event: String, data: ByteBuffer, standing: Standing? = nil,
        placed: (@Sendable () -> Void)? = nil
    ) {
        self.topic = topic
        self.event = event
        self.data = data
        self.standing = standing
        self.placed = placed
    }
}

/// What a state frame stands on, so that nodes that publish about one session at once agree on what is newest.
public struct Standing: Hashable, Sendable {
    /// Of the session's context. A frame of an older revision never follows one of a newer.
    public var revision: Int
    /// All that a person would see of it: of two frames of one revision that read the same, the second is left out. Empty where
    /// every frame counts.
    public var reading: String

    public init(revision: Int, reading: String = "") {
        self.revision = revision
        self.reading = reading
    }
}

/// What is known of one place in a shared order.
public enum SharedEntry: Sendable {
    case frame(SharedFrame)
    /// A state topic changed there; its newest frame stands elsewhere, or nobody has it any more.
    case passed
    /// A session was ended there.
    case ended(session: String)
    /// Something that other nodes must know and no stream is told.
    case deed(SharedDeed)
}

/// What one node did that changes how every node ranks.
public struct SharedDeed: Hashable, Sendable {
    /// One word: what kind of deed.
    public var kind: String
    /// What it is about. Of deeds of one kind and name the newest is kept for nodes that come later; empty for those that
    /// are not kept.
    public var name: String
    /// JSON.
    public var data: ByteBuffer

    /// What it is kept under.
    public var key: String { "\(kind) \(name)" }

    public init(kind: String, name: String, data: ByteBuffer) {
        self.kind = kind
        self.name = name
        self.data = data
    }
}

/// Where frames get their places in an order that several nodes share, as Redis gives them.
public protocol SharedOrder: Sendable {
    /// Takes a frame on its way to its place, from which it comes back through ``Feed/follow(_:at:in:)``. False while the order
    /// cannot be reached: then the node goes on alone. Called under locks; must not wait.
    func take(_ entry: SharedEntry) -> Bool
    /// Whether other nodes may have streams of a session that this node does not see.
    var hasPeers: Bool { get }
    /// Why this node goes on alone; `nil` while it does not.
    var problem: String? { get }
    var standing: OrderStanding { get }
    /// Has the feed learn the newest frames of state topics, as far as any node published them lately.
    func bring(_ topics: [Topic]) async
    /// The deeds that are kept, as kind and JSON.
    func kept() async -> [SharedDeed]
    /// Returns when what was taken before has come back, or will not, or after `limit`.
    func settle(within limit: Duration?) async
}

/// How a node stands to the order it shares.
public struct OrderStanding: Hashable, Sendable {
    /// Nodes in it, this one included.
    public var nodes: Int
    /// Times this node joined it.
    public var joins: Int
    /// Why this node goes on alone; `nil` while it does not.
    public var problem: String?

    public init(nodes: Int, joins: Int, problem: String? = nil) {
        self.nodes = nodes
        self.joins = joins
        self.problem = problem
    }
}

/// What a node hears of the others' work.
public enum FeedNews: Hashable, Sendable {
    /// Another node published a frame about a session, which stands on this revision of its context.
    case published(Topic, revision: Int)
    /// Of this node's own too, which tells where it stands among those of others.
    case deed(SharedDeed, isOwn: Bool)
    /// Another node ended a session.
    case ended(session: String)
    /// This node is in the shared order, for the first time or again: what it alone knows has to be said there.
    case joined
}

/// How a shared entry fits what a feed has.
public enum Following: Hashable, Sendable {
    case followed
    /// It has been there before.
    case known
    /// Something before it is missing.
    case gap
    /// It belongs to another history.
    case otherEpoch
}
