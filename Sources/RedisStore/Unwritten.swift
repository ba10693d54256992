import Ranking

/// What this node knows of one session and Redis may not: kept until Redis has it.
struct Unwritten: Hashable, Sendable {
    enum Intent: String, Sendable {
        /// Nothing changed here, but Redis may have lost it.
        case offer
        /// Changed here.
        case merge
        /// Ended here, then begun anew.
        case replace
        /// Ended here.
        case end
    }

    var intent: Intent
    /// The revision last seen in Redis.
    var base: Int
    /// Updates that Redis was sent and did not answer: it may have carried them out, or do so yet.
    var doubts = 0
    /// Changed fields of the session's hash; `nil` deletes.
    var changes: [String: String?] = [:]
    /// The changed fields whose last change came with a version.
    private(set) var versioned: Set<String> = []
    var idempotencyKeys: [String] = []
    /// Counts what was added, so that a write-back knows whether it carried everything.
    var additions = 0

    /// What is up to this revision in Redis is of before the session ended here; otherwise the base.
    var reach: Int { intent == .end || intent == .replace ? base + doubts : base }

    init(_ intent: Intent, base: Int) {
        self.intent = intent
        self.base = base
    }

    /// Adds a change of fields.
    mutating func add(_ fields: [(String, String?)], isVersioned: Bool = false, idempotencyKey: String? = nil) {
        switch intent {
        case .offer: intent = .merge
        case .end: intent = .replace
        case .merge, .replace: break
        }
        for (name, text) in fields {
            changes.updateValue(text, forKey: name)
            if isVersioned { versioned.insert(name) } else { versioned.remove(name) }
        }
        if let idempotencyKey { idempotencyKeys = (idempotencyKeys + [idempotencyKey]).suffix(64) }
        additions += 1
    }

    /// Offers a newer revision.
    mutating func offer(_ revision: Int) {
        base = revision
        additions += 1
    }

    /// Ends the session.
    mutating func end() {
        intent = .end
        changes = [:]
        versioned = []
        idempotencyKeys = []
        additions += 1
    }

    /// What can be written of a session that made room for others in memory: its changes. Empty when there are none.
    func hash(at now: UnixTime) -> [String: String] {
        var hash = changes.compactMapValues(\.self)
        if hash.isEmpty { return [:] }
        hash["revision"] = String(base + 1)
        hash["updated"] = now.seconds.description
        return hash
    }
}
