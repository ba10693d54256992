package import Ranking
package import Sessions

/// What the engine remembers of one session while it lives: the newest context, what is on people's screens, and
/// whether a ranking is due. A state machine without I/O: its owner calls it under the lock and carries out the answer.
package struct LiveSession {
    /// Newest known; revision 0 with an empty context for a session that only watches.
    package private(set) var stored: StoredSession
    package private(set) var exposure = SessionExposure()
    /// The set on the screens, with whether its impression has been written.
    package private(set) var current: SuggestionSet?
    private var impressionDue = false
    /// Sample orders of the newest sets, to know what stood above an accepted item.
    private var recent: [(set: String, order: [SampleID])] = []
    /// The newest accepts, with what was held against the samples that each of them touched.
    private var accepts: [(set: String, sample: SampleID, at: UnixTime, before: [(id: SampleID, ignored: UnixTime?)])] =
        []
    /// Whether something changed since ``current`` was ranked.
    package private(set) var isStale = true
    private var isQueued = false
    /// Rankings begun, and the newest of them that was shown: a later one saw newer inputs.
    private var begun = 0
    private var shown = 0
    /// When the oldest change that is not yet on the screens arrived, monotonic nanoseconds.
    package private(set) var changedAt: UInt64?

    /// The newest revision of which another node has shown a list.
    private var listed = 0

    private static let recentSets = 16

    package init(_ stored: StoredSession) { self.stored = stored }

    /// Takes a session as the store now has it. False when this is not news, so that an overtaken update shows nothing.
    package mutating func take(_ newer: StoredSession) -> Bool {
        if newer.revision == stored.revision {
            // A mode changes without a new revision. Revision 0 may be nothing but a placeholder, whatever its time.
            guard newer != stored, newer.updatedAt >= stored.updatedAt || stored.revision == 0 else { return false }
            if newer.revision == 0, newer.mode == stored.mode, newer.context == stored.context { return false }
        } else if newer.revision < stored.revision {
            return false
        }
        stored = newer
        return true
    }

    /// Notes that the list may have changed. Returns whether a ranking must be queued now: only for eyes that watch,
    /// and only when none is queued, so that however fast changes come, one ranking of the newest waits.
    package mutating func change(at nanoseconds: UInt64, watched: Bool) -> Bool {
        isStale = true
        changedAt = changedAt ?? nanoseconds
        guard watched, !isQueued else { return false }
        isQueued = true
        return true
    }

    /// The set on the screens when it is the newest there can be: nothing changed since it was ranked, and no ranking runs
    /// that may have begun with an older library.
    package var settled: SuggestionSet? { isStale || begun > shown ? nil : current }

    /// Takes what another node made of the session, whose list is then of an older context: unless that node's list has come already.
    package mutating func takeOver(_ newer: StoredSession, at nanoseconds: UInt64) {
        let mode = stored.mode
        guard take(newer), newer.revision > listed || newer.mode != mode else { return }
        _ = change(at: nanoseconds, watched: false)
    }

    /// Another node shows a list of this revision, which this node then need not make.
    package mutating func follow(revision: Int) {
        listed = max(listed, revision)
        guard revision >= stored.revision else { return }
        isStale = false
        changedAt = nil
        current = nil
        impressionDue = false
    }

    /// Whether nothing has happened to it here.
    package var isUntouched: Bool { begun == 0 && changedAt == nil }

    /// A ranking that has begun, with all it needs to know of the session.
    package struct BegunRanking: Sendable {
        package var number: Int
        package var session: StoredSession
        package var exposure: SessionExposure
        /// The list on the screens.
        package var shown: SuggestionList?
        /// When the oldest change that it answers arrived.
        package var changedAt: UInt64?
    }

    /// The ranking starts: changes from here on queue another one.
    package mutating func beginRanking() -> BegunRanking {
        begun += 1
        defer {
            isQueued = false
            isStale = false
            changedAt = nil
        }
        return BegunRanking(
            number: begun, session: stored, exposure: exposure, shown: current?.list, changedAt: changedAt)
    }

    /// Decides whether a finished set is shown. A ranking never follows one that began later, so a set of an older
    /// context never follows a newer one; the same list for the same context, made for the
    /// same arm or none, is not sent again.
    package mutating func show(_ set: SuggestionSet, of ranking: Int) -> Bool {
        guard ranking > shown else { return false }
        shown = ranking
        if let current, set.revision == current.revision, set.mode == current.mode,
            set.assignment == current.assignment, set.list.readsSame(as: current.list)
        {
            return false
        }
        current = set
        impressionDue = true
        remember(set)
        return true
    }

    /// The set whose impression is to be written, once.
    package mutating func takeImpression() -> SuggestionSet? {
        guard impressionDue, let current else { return nil }
        impressionDue = false
        return current
    }

    /// Remembers what order people saw.
    package mutating func remember(_ set: SuggestionSet) {
        recent.append((set.id, set.list.suggestions.map(\.sample.id)))
        if recent.count > Self.recentSets { recent.removeFirst() }
    }

    /// An accept fatigues what stood above it in the same set (it was seen and passed over); a skip, itself.
    package mutating func judge(_ judgement: Judgement, _ sample: SampleID, set: String, at now: UnixTime) {
        switch judgement {
        case .skip:
            exposure.passOver([sample], at: now)
        case .accept:
            let order = recent.last { $0.set == set }?.order ?? []
            let above = Array(order[..<(order.firstIndex(of: sample) ?? 0)])
            accepts.append((set, sample, now, ([sample] + above).map { ($0, exposure.ignored[$0]) }))
            if accepts.count > Self.recentSets { accepts.removeFirst() }
            exposure.take(sample)
            exposure.passOver(above, at: now)
        }
    }

    /// A judgement that was taken back: what it held against samples, or forgave, is as before, but for what came since.
    package mutating func takeBack(_ judgement: Judgement, of sample: SampleID, set: String) {
        guard judgement == .accept else { return exposure.take(sample) }
        guard let place = accepts.lastIndex(where: { $0.set == set && $0.sample == sample }) else { return }
        let accept = accepts.remove(at: place)
        for (id, before) in accept.before {
            let left = id == sample ? nil : accept.at
            // A later accept found it as this one left it: that one is to leave it as it was before this one.
            let later = accepts.indices.dropFirst(place).compactMap { accept in
                accepts[accept].before.firstIndex { $0.id == id && $0.ignored == left }.map { (accept, $0) }
            }
            if let (accept, mention) = later.first {
                accepts[accept].before[mention].ignored = before
            } else if exposure.ignored[id] == left {
                exposure.restore(id, to: before)
            }
        }
    }
}

extension SuggestionList {
    /// Whether a person would see the same list: order, flags, sentences, weights and who would come next. Scores drift with
    /// the age of samples and are not compared.
    package func readsSame(as other: SuggestionList) -> Bool {
        complete == other.complete && weights == other.weights && gap == other.gap && relaxations == other.relaxations
            && runnerUp?.sample == other.runnerUp?.sample
            && runnerUp?.counterfactual == other.runnerUp?.counterfactual
            && suggestions.count == other.suggestions.count
            && zip(suggestions, other.suggestions).allSatisfy { mine, theirs in
                mine.sample == theirs.sample && mine.pinned == theirs.pinned && mine.relaxed == theirs.relaxed
                    && mine.rationale == theirs.rationale && mine.placement == theirs.placement
            }
    }
}
