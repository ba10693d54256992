import Foundation
import Library

/// Walks folders and reads what the library knows of them side by side, both in the order of the paths' bytes: however many
/// files there are, a page of places and the entries of a few folders are in memory.
struct FolderComparison {
    enum Finding {
        /// A file, and what the library knows of its path.
        case seen(SoundFile, known: Place?)
        /// The library knows it, and the walk did not come by.
        case unseen(Place)

        /// The file, if it is to be listened to: its path is unknown, or its size or time is another.
        var news: SoundFile? {
            guard case .seen(var file, let known) = self, known?.stamp != file.stamp else { return nil }
            file.former = known?.sample
            return file
        }
    }

    /// Places read at once.
    private static let pageSize = 1_024

    private(set) var walk = FolderWalk()
    private let store: any LibraryStore
    /// The root whose files come next.
    private var root: WalkRoot?
    private var roots: ArraySlice<WalkRoot>
    private var file: SoundFile?
    private var places: ArraySlice<Place> = []
    /// Behind which path the next page begins; `nil` when there is none.
    private var cursor: String?

    init(_ roots: [WalkRoot], store: any LibraryStore) {
        self.store = store
        self.roots = roots[...]
    }

    /// Goes to the next root; `nil` behind the last.
    mutating func nextRoot() async throws -> WalkRoot? {
        root = roots.popFirst()
        guard let root else { return nil }
        walk.begin(root)
        file = walk.next()
        if root.isFolder {
            cursor = root.path
            try await turnPage()
        } else {
            cursor = nil
            places = try await store.places(at: [root.path])[...]
        }
        return root
    }

    /// Whether the root that was gone to holds a sound.
    var hasSound: Bool { file != nil }

    /// The next finding of the root, or `nil` at its end.
    mutating func next() async throws -> Finding? {
        if places.isEmpty, cursor != nil { try await turnPage() }
        guard let file else { return places.popFirst().map(Finding.unseen) }
        if let place = places.first {
            if place.path.utf8.elementsEqual(file.path.utf8) {
                places.removeFirst()
                self.file = walk.next()
                return .seen(file, known: place)
            }
            if place.path.utf8.lexicographicallyPrecedes(file.path.utf8) {
                places.removeFirst()
                return .unseen(place)
            }
        }
        self.file = walk.next()
        return .seen(file, known: nil)
    }

    private mutating func turnPage() async throws {
        guard let root, let after = cursor else { return }
        let page = try await store.places(
            under: root.path, after: after == root.path ? nil : after, limit: Self.pageSize)
        cursor = page.count == Self.pageSize ? page.last?.path : nil
        places = page[...]
    }
}
