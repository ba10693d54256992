package import SampleIndex

/// The snapshot that answers are ranked from, and which reload it came from.
package struct LoadedIndex {
    package private(set) var snapshot: IndexSnapshot
    private var begun = 0
    private var shown = 0

    package init(_ snapshot: IndexSnapshot) { self.snapshot = snapshot }

    /// A reload is about to read the store. Returns the reload's number.
    package mutating func begin() -> Int {
        begun += 1
        return begun
    }

    /// Takes a reload's result and returns what it replaces; `nil` when a reload that began later, and so has seen
    /// everything this one has, was quicker.
    package mutating func show(_ newer: IndexSnapshot, of reload: Int) -> IndexSnapshot? {
        guard reload > shown else { return nil }
        shown = reload
        defer { snapshot = newer }
        return snapshot
    }
}
