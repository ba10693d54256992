import Foundation
public import Library
public import Logging
public import Telemetry

/// What a node tells the others, and takes from them, through a ``StreamExchange``.
public protocol ExchangeSide: Sendable {
    /// Rings when there may be something to tell, and once at first.
    var bell: AsyncStream<Void> { get }
    /// Hands to `send` what is to be told, an entry each, and notes that it was. Returns whether there may be more.
    func tell(_ limit: Int, _ send: ([String]) async throws -> Void) async throws -> Bool
    /// The place up to which entries were taken; `nil` before the first.
    func position() async throws -> String?
    /// What to tell the others in turn. Asked and told before the entries are taken: a node that stops between reads them again.
    func answer(to entries: [String]) async throws -> String?
    func take(_ entries: [String], through position: String) async throws
    /// Entries are gone that this node has not read; or it is new and has read none. Returns what to tell the others of that.
    func lose(isNew: Bool) async throws -> String?
}

/// Journals: every node is to have the telemetry of all.
public struct JournalSide: ExchangeSide {
    private let journal: any SharedJournal
    private let logger: Logger
    private let store: @Sendable ([JournalEntry], String) async throws -> Void

    /// - Parameter store: stores entries of other nodes, together with the place up to which they were read.
    public init(
        _ journal: any SharedJournal, logger: Logger,
        store: @escaping @Sendable ([JournalEntry], String) async throws -> Void
    ) {
        self.journal = journal
        self.logger = logger
        self.store = store
    }

    public var bell: AsyncStream<Void> { journal.unsharedBell }

    public func tell(_ limit: Int, _ send: ([String]) async throws -> Void) async throws -> Bool {
        let waiting = try await journal.unshared(limit: limit)
        guard let last = waiting.last else { return false }
        try await send(waiting.map(\.json))
        try await journal.shared(through: last.sequence)
        return true
    }

    public func position() async throws -> String? { try await journal.takenPosition() }

    public func answer(to entries: [String]) async throws -> String? { nil }

    public func take(_ entries: [String], through position: String) async throws {
        let decoded = entries.compactMap { try? JournalEntry(jsonText: $0) }
        if decoded.count < entries.count {
            logger.error("entries of another node's journal cannot be read", metadata: ["through": "\(position)"])
        }
        try await store(decoded, position)
    }

    /// What is gone stays in the journal of the node that wrote it.
    public func lose(isNew: Bool) async throws -> String? { nil }
}

/// Libraries: every node has a replica. A node that is new asks for all, and is asked for all it has; so one that is alone tells
/// nobody of a library that was there before.
public struct LibrarySide: ExchangeSide {
    /// Asks every other node to tell all it has, but what the asker has too.
    private struct Question: Codable {
        /// In base 36, of the asker's library.
        var digests: [String]
        /// Whether it may have what the others do not.
        var isNew: Bool

        private enum CodingKeys: String, CodingKey {
            case digests = "asking", isNew
        }

        init(_ digests: [UInt64], isNew: Bool) {
            self.digests = digests.map { String($0, radix: 36) }
            self.isNew = isNew
        }

        /// `nil` for what is no question, such as a sound.
        init?(_ text: String) {
            // The keys are sorted.
            guard text.hasPrefix(#"{"asking""#),
                let question = try? JSONDecoder().decode(Question.self, from: Data(text.utf8))
            else { return nil }
            self = question
        }

        func json() throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    private let library: any SharedLibrary
    private let logger: Logger

    public init(_ library: any SharedLibrary, logger: Logger) {
        self.library = library
        self.logger = logger
    }

    public var bell: AsyncStream<Void> { library.untoldBell }

    public func tell(_ limit: Int, _ send: ([String]) async throws -> Void) async throws -> Bool {
        let waiting = try await library.untold(limit: limit)
        guard !waiting.isEmpty else { return false }
        try await send(waiting.map(\.json))
        try await library.told(waiting)
        return true
    }

    public func position() async throws -> String? { try await library.libraryPosition() }

    public func answer(to entries: [String]) async throws -> String? {
        guard entries.contains(where: { Question($0)?.isNew == true }) else { return nil }
        return try await lose(isNew: false)
    }

    public func take(_ entries: [String], through position: String) async throws {
        var sounds: [String] = []
        for entry in entries {
            if let question = Question(entry) {
                try await library.tell(besides: question.digests.map { UInt64($0, radix: 36) ?? 0 })
            } else {
                sounds.append(entry)
            }
        }
        let unread = try await library.take(sounds, through: position).unread
        guard unread > 0 else { return }
        logger.error(
            "sounds of another node cannot be read; is it of another version?",
            metadata: ["sounds": "\(unread)", "through": "\(position)"])
    }

    public func lose(isNew: Bool) async throws -> String? {
        try Question(try await library.digests(), isNew: isNew).json()
    }
}
