import Ranking
import Synchronization

/// The server's wishes about ranking as they hold now, and what became of the last attempt to read them.
final class RankingDefaults: Sendable {
    struct State {
        /// `nil` for the built-in values.
        var preferences: Preferences?
        /// Of the file when it was last read.
        var stamp: RankingFile.Stamp?
        /// Why the file as it is now was refused; what was read before holds on.
        var refusal: RankingFileError?
    }

    let file: RankingFile?
    private let state: Mutex<State>

    /// - Throws: ``RankingFileError`` when the file is refused: at the start there is nothing to hold on to.
    init(_ file: RankingFile?) throws(RankingFileError) {
        self.file = file
        let stamp = file?.stamp
        state = Mutex(State(preferences: try file?.read(), stamp: stamp))
    }

    var current: State { state.withLock { $0 } }
    var preferences: Preferences { state.withLock { $0.preferences } ?? Preferences() }

    /// Whether the file is another than the one last read. One look at the file system.
    var isOutdated: Bool {
        guard let file else { return false }
        return file.stamp != state.withLock { $0.stamp }
    }

    /// Reads the file anew and takes all of it or nothing.
    ///
    /// - Returns: whether the wishes changed.
    func reload() throws(RankingFileError) -> Bool {
        guard let file else { return false }
        // Looked at first: a write between the two is noticed as another change.
        let stamp = file.stamp
        do {
            let read = try file.read()
            return state.withLock { state in
                defer { state = State(preferences: read, stamp: stamp) }
                return (state.preferences ?? Preferences()) != (read ?? Preferences())
            }
        } catch {
            state.withLock { state in
                state.stamp = stamp
                state.refusal = error
            }
            throw error
        }
    }
}
