import Foundation
import Library
import Ranking

/// Analysed files that wait for their transaction.
struct ImportBatch {
    private let store: any LibraryStore
    private var waiting: [ImportedFile] = []
    /// Places of sounds that are stored.
    private var places: [Place] = []
    private var vectors: [EmbeddedSound] = []
    private var lastSave: Duration
    /// Whether what is known is stored again too.
    private let again: Bool

    init(store: any LibraryStore, again: Bool, at now: Duration) {
        self.store = store
        self.again = again
        lastSave = now
    }

    mutating func add(_ sound: Sound, file: SoundFile) {
        let place = Place(path: file.path, stamp: file.stamp, sample: sound.facts.id)
        waiting.append(ImportedFile(place: place, sound: sound))
    }

    mutating func add(_ known: SampleID, file: SoundFile) {
        places.append(Place(path: file.path, stamp: file.stamp, sample: known))
    }

    mutating func add(_ embedded: EmbeddedSound) { vectors.append(embedded) }

    func isDue(at now: Duration, options: ImportOptions) -> Bool {
        let count = max(waiting.count + places.count, vectors.count)
        return count >= options.batchSize || (count > 0 && now - lastSave >= options.batchInterval)
    }

    /// Stores what waits: sounds, then their vectors.
    mutating func save(at now: Duration) async throws -> LibraryChange {
        lastSave = now
        var change = try await saveSounds()
        guard !vectors.isEmpty else { return change }
        change.formUnion(try await store.embed(vectors))
        vectors = []
        return change
    }

    /// Content that is known, from an earlier import or from earlier in this batch, only gains a place.
    private mutating func saveSounds() async throws -> LibraryChange {
        guard !waiting.isEmpty || !places.isEmpty else { return LibraryChange() }
        let stored = again ? [] : try await store.sounds(waiting.map(\.sound.facts.id))
        // A sound whose file has gone is stored anew, under the place where it is now.
        var known = Set(stored.filter { FileManager.default.fileExists(atPath: $0.facts.path) }.map(\.facts.id))
        var new: [ImportedFile] = []
        // In path order, so that the first place of a sound does not depend on which thread was quicker.
        for file in waiting.sorted(by: { $0.place.path < $1.place.path }) {
            if known.insert(file.sound.facts.id).inserted { new.append(file) } else { places.append(file.place) }
        }
        var change = new.isEmpty ? LibraryChange() : try await store.save(new)
        if !places.isEmpty { change.formUnion(try await store.record(places)) }
        waiting = []
        places = []
        return change
    }
}
