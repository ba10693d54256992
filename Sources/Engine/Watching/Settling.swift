import Library

/// Which files of a followed folder can be listened to: those that nobody writes any more.
///
/// A file has settled when its size and time stayed the same from one look to a later one; if somebody is known to hold
/// it open for writing, for long. One that cannot be read may still be on its way, so it is named only when it has not
/// changed for a while, and not listened to again until it changes.
struct Settling {
    /// How long a file stays the same before it is listened to.
    static let quiet: Duration = .seconds(1)
    /// The same for a file that is open for writing: a program that never closes it does not hide it for ever.
    static let patience: Duration = .seconds(60)
    /// How long a file that cannot be read stays the same before it is named.
    static let doubt: Duration = .seconds(10)

    private struct Seen {
        var stamp: FileStamp
        /// Since when it has that stamp.
        var since: Duration
        var refusal = Refusal.none

        enum Refusal { case none, unnamed, named }
    }

    private var seen: [ExactPath: Seen] = [:]
    /// When a file that waits may be ready.
    private(set) var due: Duration?

    /// Takes the files that a look found new or changed and returns those to listen to now.
    ///
    /// - Parameter written: files that somebody holds open for writing.
    mutating func ready(_ files: [SoundFile], written: Set<ExactPath>, at now: Duration) -> [SoundFile] {
        var kept: [ExactPath: Seen] = [:]
        var ready: [SoundFile] = []
        due = nil
        for file in files {
            let path = ExactPath(file.path)
            var state = seen[path] ?? Seen(stamp: file.stamp, since: now)
            if state.stamp != file.stamp { state = Seen(stamp: file.stamp, since: now) }
            kept[path] = state
            guard state.refusal != .named else { continue }
            var pause = state.refusal == .unnamed ? Self.doubt : Self.quiet
            if written.contains(path) { pause = max(pause, Self.patience) }
            if now >= state.since + pause { ready.append(file) } else { wait(until: state.since + pause) }
        }
        seen = kept
        return ready
    }

    /// Notes that a file could not be read. Returns whether to name it.
    mutating func refuse(_ file: SoundFile, at now: Duration) -> Bool {
        let path = ExactPath(file.path)
        guard var state = seen[path], state.refusal != .named else { return true }
        let isOld = now >= state.since + Self.doubt
        state.refusal = isOld ? .named : .unnamed
        seen[path] = state
        if !isOld { wait(until: state.since + Self.doubt) }
        return isOld
    }

    /// Notes a file that cannot be read and that was named.
    mutating func know(_ file: SoundFile, at now: Duration) {
        seen[ExactPath(file.path)] = Seen(stamp: file.stamp, since: now, refusal: .named)
    }

    /// Whether a file, as it is, was named as one that cannot be read.
    func hasNamed(_ file: SoundFile) -> Bool {
        seen[ExactPath(file.path)].map { $0.stamp == file.stamp && $0.refusal == .named } ?? false
    }

    /// Notes that some files were left for the next look.
    mutating func wait(until time: Duration) { due = min(due ?? time, time) }
}
