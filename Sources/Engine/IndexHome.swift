import Foundation
public import Library
public import Logging
public import SampleIndex

/// Where the index of a library is kept between runs. The file can always be made again from the library, so nothing
/// about it is ever an error of the service: a missing, stale or damaged file costs the time to build one.
public struct IndexHome: Sendable {
    private let library: any LibraryStore
    private let path: String?
    private let logger: Logger

    /// The file's name inside the data folder.
    public static let fileName = "attune.index"

    /// - Parameter folder: the data folder; without one the index lives in memory.
    public init(library: any LibraryStore, folder: String?, logger: Logger) {
        self.library = library
        self.logger = logger
        path = folder.map { URL(filePath: $0, directoryHint: .isDirectory).appending(path: Self.fileName).path }
    }

    /// The index of the library's newest state: the file with what changed since, or a new one.
    ///
    /// - Parameter keeps: whether a new one is written to the file; otherwise it is only in memory.
    public func open(keeps: Bool = true) async throws -> IndexSnapshot {
        guard let path else { return try await inMemory() }
        do {
            let snapshot = try IndexSnapshot(opening: path)
            let version = try await library.version()
            guard snapshot.version.library == version.library, snapshot.version.generation <= version.generation else {
                throw IndexFileError.stale
            }
            let current = try await updated(snapshot)
            // Who looks once does not come back when a new file is made.
            return try await keeps || !current.hasWaitingVectors ? current : inMemory()
        } catch let error as IndexFileError {
            let message: Logger.Message = "the index is built from the library"
            logger.log(level: error == .missing ? .info : .warning, message, metadata: ["reason": "\(error)"])
        }
        return try await keeps ? rebuilt(after: nil) : inMemory()
    }

    /// A snapshot with what the library changed since it was made. O(what changed).
    func updated(_ snapshot: IndexSnapshot) async throws -> IndexSnapshot {
        let difference = try await library.difference(since: snapshot.version.generation)
        let isSame = difference.version == snapshot.version && difference.sounds.isEmpty && difference.removed.isEmpty
        return isSame ? snapshot : try snapshot.changed(difference)
    }

    /// Builds the index anew, into the file if there is room for it.
    func rebuilt(after previous: IndexSnapshot?) async throws -> IndexSnapshot {
        guard let path else { return try await inMemory() }
        do {
            return try await library.withSounds { source, version in
                try IndexSnapshot.build(source, at: path, version: version, previous: previous)
            }
        } catch let error as IndexFileError {
            logger.error("the index could not be written; it stays in memory", metadata: ["reason": "\(error)"])
            return try await inMemory()
        }
    }

    private func inMemory() async throws -> IndexSnapshot {
        try await library.withSounds { source, version in try IndexSnapshot(source, version: version) }
    }
}
