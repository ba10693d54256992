import Library
import Ranking

/// Files whose sounds have a vector, but none of some spaces, one after the other; a page of them is in memory.
struct LackingPlaces {
    private static let pageSize = 512

    private let spaces: [EmbeddingSpace]
    private let store: any LibraryStore
    private let refused: Set<ExactPath>
    private var page: ArraySlice<Place> = []
    private var last: String?
    private var isOver = false

    /// - Parameter refused: files to leave out.
    init(_ spaces: [EmbeddingSpace], store: any LibraryStore, except refused: Set<ExactPath>) {
        (self.spaces, self.store, self.refused) = (spaces, store, refused)
    }

    /// How many there are now, or a few less.
    func count() async throws -> Int {
        max(0, try await store.placeCount(lacking: spaces) - refused.count)
    }

    mutating func next() async throws -> Place? {
        while true {
            if let place = page.popFirst() {
                if refused.contains(ExactPath(place.path)) { continue }
                return place
            }
            guard !isOver else { return nil }
            let next = try await store.places(lacking: spaces, after: last, limit: Self.pageSize)
            isOver = next.count < Self.pageSize
            last = next.last?.path
            page = next[...]
        }
    }
}
