import NIOCore

/// One session's side of the run: what was posted, what its stream brought, and which belongs to which.
struct SessionTrack {
    /// A POST the server accepted, waiting for its frame.
    struct Owed {
        var revision: Int
        var intendedAt: NIODeadline
        var isMeasured: Bool
    }

    /// One kind of frame on this session's stream.
    struct Arrivals {
        private(set) var newest = 0
        private(set) var owed: [Owed] = []
        /// Frames that came while POSTs were unanswered: a frame may overtake the answer that names its revision.
        private var recent: [(revision: Int, at: NIODeadline)] = []

        /// A frame came; returns the POSTs it answers.
        mutating func arrive(_ revision: Int, at time: NIODeadline, whilePosting isPosting: Bool) -> [Owed] {
            guard revision > newest else { return [] }
            newest = revision
            if isPosting { recent.append((revision, time)) }
            let answered = owed.filter { $0.revision <= revision }
            owed.removeAll { $0.revision <= revision }
            return answered
        }

        /// An answer named its revision; returns when its frame came, if it has.
        mutating func owe(_ debt: Owed) -> NIODeadline? {
            if let frame = recent.first(where: { $0.revision >= debt.revision }) { return frame.at }
            owed.append(debt)
            return nil
        }

        mutating func forgetRecent() { recent.removeAll(keepingCapacity: true) }
    }

    var walk: ContextWalk
    var inFlight = 0
    var context = Arrivals()
    var suggestions = Arrivals()
    /// The newest revision any answer named.
    var accepted = 0
}
