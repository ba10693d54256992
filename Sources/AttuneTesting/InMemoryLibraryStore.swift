public import Library
import Music
public import Ranking
import Synchronization

/// A library that lives as long as the test.
public final class InMemoryLibraryStore: LibraryStore {
    fileprivate struct State {
        var sounds: [SampleID: Sound] = [:]
        var places: [String: Place] = [:]
        var corrections: [SampleID: Correction] = [:]
        var folders: Set<String> = []
        var saves = 0
        var touched: [AsyncStream<Void>.Continuation] = []
        var largestPage = 0
    }
    private let state = Mutex(State())

    public init() {}

    public var touches: AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.touched.append(continuation) }
        return stream
    }

    /// Transactions so far, of both kinds.
    public var transactions: Int { state.withLock { $0.saves } }

    /// The most places that were asked for at once.
    public var largestPage: Int { state.withLock { $0.largestPage } }

    public func places(under folder: String, after path: String?, limit: Int) async throws -> [Place] {
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        return state.withLock { $0.page({ $0.path.hasPrefix(prefix) }, after: path, limit: limit) }
    }

    public func places(at paths: [String]) async throws -> [Place] {
        state.withLock { state in paths.compactMap { state.places[$0] } }
    }

    public func places(stamped stamps: [FileStamp]) async throws -> [Place] {
        state.withLock { state in state.places.values.filter { stamps.contains($0.stamp) } }
    }

    public func folders() async throws -> [String] { state.withLock { $0.folders.sorted() } }

    public func add(folders: [String]) async throws { state.withLock { $0.folders.formUnion(folders) } }

    public func version() async throws -> LibraryVersion { LibraryVersion(generation: Int64(transactions)) }

    public func withSounds<Result: Sendable>(
        _ body: @escaping @Sendable (any SoundSource, LibraryVersion) throws -> Result
    ) async throws -> Result {
        try body(try await allSounds(), try await version())
    }

    /// Everything that is there or ever was, whatever changed.
    public func difference(since generation: Int64) async throws -> LibraryDifference {
        let sounds = try await allSounds()
        let gone = state.withLock { Set($0.sounds.keys).subtracting($0.listed) }
        return LibraryDifference(sounds: sounds, removed: gone.sorted(), version: try await version())
    }

    public func save(_ imports: [ImportedFile]) async throws -> LibraryChange {
        changing { state in
            for file in imports {
                var sound = file.sound
                sound.facts.addedAt = state.sounds[sound.facts.id]?.facts.addedAt ?? sound.facts.addedAt
                state.sounds[sound.facts.id] = sound
                state.places[file.place.path] = file.place
            }
            return imports.map(\.sound.facts.id)
        }
    }

    public func record(_ places: [Place]) async throws -> LibraryChange {
        changing { state in
            for place in places { state.places[place.path] = place }
            return []
        }
    }

    public func places(lacking spaces: [EmbeddingSpace], after path: String?, limit: Int) async throws -> [Place] {
        state.withLock { state in
            let lacking = Set(state.places.values.filter { state.lacks($0, spaces) })
            return state.page(lacking.contains, after: path, limit: limit)
        }
    }

    public func placeCount(lacking spaces: [EmbeddingSpace]) async throws -> Int {
        state.withLock { state in state.places.values.count { state.lacks($0, spaces) } }
    }

    public func embed(_ sounds: [EmbeddedSound]) async throws -> LibraryChange {
        changing { state in
            for sound in sounds {
                state.sounds[sound.sample]?.vector = sound.embedding.vector
                state.sounds[sound.sample]?.facts.embedding = sound.space
            }
            return sounds.map(\.sample)
        }
    }

    public func miss(places paths: [String], at time: UnixTime) async throws -> LibraryChange {
        changing { state in
            for path in paths { state.places[path]?.isMissing = true }
            return []
        }
    }

    /// Runs a transaction that returns the sounds it wrote, and says what it changed of the listed ones.
    private func changing(_ body: (inout State) -> [SampleID]) -> LibraryChange {
        state.withLock { state in
            defer { for reader in state.touched { reader.yield() } }
            state.saves += 1
            let before = state.listed
            let written = Set(body(&state))
            let after = state.listed
            return LibraryChange(
                added: after.subtracting(before).sorted(), changed: written.intersection(before).sorted(),
                removed: before.subtracting(after).sorted())
        }
    }

    public func allSounds() async throws -> [Sound] {
        state.withLock { state in state.listed.sorted().compactMap { state.corrected($0) } }
    }

    public func sounds(_ ids: [SampleID]) async throws -> [Sound] {
        state.withLock { state in ids.filter(state.listed.contains).compactMap { state.corrected($0) } }
    }

    public func page(_ query: SampleQuery) async throws -> SamplePage {
        let all = try await allSounds().map(\.facts).filter { facts in query.after.map { facts.id > $0 } ?? true }
        let matching = all.filter { query.matches($0) }
        let samples = Array(matching.prefix(query.limit))
        return SamplePage(samples: samples, next: matching.count > samples.count ? samples.last?.id : nil)
    }

    public func correct(_ id: SampleID, _ correction: Correction) async throws -> Sound? {
        state.withLock { state in
            guard state.sounds[id] != nil else { return nil }
            var merged = state.corrections[id] ?? Correction()
            if let bpm = correction.bpm { merged.bpm = .some(bpm) }
            if let key = correction.key { merged.key = .some(key) }
            if let role = correction.role { merged.role = .some(role) }
            if let moods = correction.moods { merged.moods = .some(moods) }
            state.corrections[id] = merged
            return state.corrected(id)
        }
    }

    public func summary() async throws -> LibrarySummary {
        let sounds = try await allSounds()
        return LibrarySummary(
            sounds: sounds.count, places: state.withLock { $0.places.values.count { !$0.isMissing } },
            packs: Set(sounds.map(\.facts.pack)).count,
            withTempo: sounds.count { $0.facts.tempo != nil }, withKey: sounds.count { $0.facts.key != nil },
            withVector: sounds.count { !$0.vector.isEmpty },
            vectors: Dictionary(sounds.compactMap { $0.facts.embedding.map { ($0, 1) } }, uniquingKeysWith: +),
            seconds: sounds.reduce(0) { $0 + $1.facts.durationSeconds })
    }
}

extension InMemoryLibraryStore.State {
    fileprivate func corrected(_ id: SampleID) -> Sound? {
        guard var sound = sounds[id] else { return nil }
        let paths = places.values.filter { $0.sample == id && !$0.isMissing }.map(\.path)
        if let first = paths.min() {
            sound.facts.path = first
            sound.facts.name = first.split(separator: "/").last.map(String.init) ?? first
        }
        guard let correction = corrections[id] else { return sound }
        if let bpm = correction.bpm ?? nil { sound.facts.tempo = Fact(bpm, confidence: 1, source: .user) }
        if let key = correction.key ?? nil { sound.facts.key = Fact(key, confidence: 1, source: .user) }
        if let role = correction.role ?? nil { sound.facts.role = Fact(role, confidence: 1, source: .user) }
        if let moods = correction.moods ?? nil { sound.facts.tags = Set(moods).sorted() }
        return sound
    }

    fileprivate mutating func page(_ isIncluded: (Place) -> Bool, after path: String?, limit: Int) -> [Place] {
        largestPage = max(largestPage, limit)
        let sorted = places.values.filter(isIncluded).sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let rest = sorted.drop { place in path.map { !$0.utf8.lexicographicallyPrecedes(place.path.utf8) } ?? false }
        return Array(rest.prefix(limit))
    }

    fileprivate func lacks(_ place: Place, _ spaces: [EmbeddingSpace]) -> Bool {
        guard !place.isMissing, let shown = sounds[place.sample]?.facts.embedding else { return false }
        return !spaces.contains(shown)
    }

    /// Sounds that have a file.
    fileprivate var listed: Set<SampleID> { Set(places.values.filter { !$0.isMissing }.map(\.sample)) }
}

extension SampleQuery {
    fileprivate func matches(_ facts: SampleFacts) -> Bool {
        if let role, facts.role?.value != role { return false }
        if let key, facts.key?.value != key { return false }
        if let bpm {
            guard let tempo = facts.tempo?.value else { return false }
            guard [0.5, 1, 2].contains(where: { abs(tempo * $0 - bpm) <= 5 }) else { return false }
        }
        guard let text else { return true }
        let words = facts.tags.map(\.text) + [facts.name, facts.path, facts.pack]
        let haystack = words.joined(separator: "\n").lowercased()
        return text.lowercased().split(whereSeparator: \.isWhitespace).allSatisfy { haystack.contains($0) }
    }
}
