import Library

/// The files that an import has to listen to, one after the other, from a walk of their own.
struct NewFiles {
    private var comparison: FolderComparison
    private let again: Bool
    private var isInRoot = false
    private let isEmpty: Bool

    init(_ plan: ImportPlan, store: any LibraryStore) {
        comparison = FolderComparison(plan.roots, store: store)
        again = plan.again
        isEmpty = plan.new == 0
    }

    mutating func next() async throws -> SoundFile? {
        guard !isEmpty else { return nil }
        while true {
            if !isInRoot {
                guard try await comparison.nextRoot() != nil else { return nil }
                isInRoot = true
            }
            guard let finding = try await comparison.next() else {
                isInRoot = false
                continue
            }
            if again, case .seen(let file, _) = finding { return file }
            if let news = finding.news { return news }
        }
    }
}
