import Library

/// The known files that are gone, a page at a time, from a walk of their own.
struct LostPlaces {
    private static let pageSize = 256

    private var comparison: FolderComparison
    private let plan: ImportPlan
    private var isInRoot = false

    init(_ plan: ImportPlan, store: any LibraryStore) {
        self.plan = plan
        comparison = FolderComparison(plan.roots, store: store)
    }

    /// Their paths; `nil` when there are no more.
    mutating func nextPage() async throws -> [String]? {
        var page: [String] = []
        while page.count < Self.pageSize {
            if !isInRoot {
                guard let root = try await comparison.nextRoot() else { return page.isEmpty ? nil : page }
                // A folder that held a sound when the plan was made, and holds none now, was taken away meanwhile.
                let isThere = comparison.hasSound || !plan.sounding.contains(root.path)
                isInRoot = isThere && !plan.leftAlone.contains(root.path)
                continue
            }
            guard let finding = try await comparison.next() else {
                isInRoot = false
                continue
            }
            if case .unseen(let place) = finding, !place.isMissing, ImportPlan.isGone(place.path) {
                page.append(place.path)
            }
        }
        return page
    }
}
