import Engine
import SampleIndex
import Testing

/// Which of several overlapping reloads of the library is ranked from.
struct LoadedIndexTests {
    private let first: IndexSnapshot
    private let second: IndexSnapshot
    private let third: IndexSnapshot

    init() throws {
        first = try IndexSnapshot([])
        second = try IndexSnapshot([])
        third = try IndexSnapshot([])
    }

    @Test("a reload that began earlier never replaces one that began later")
    func overtaken() {
        var index = LoadedIndex(first)
        let (slow, quick) = (index.begin(), index.begin())
        #expect(index.show(second, of: quick) === first)
        #expect(index.show(third, of: slow) == nil)
        #expect(index.snapshot === second)
    }

    @Test("reloads that do not overlap replace one another")
    func inTurn() {
        var index = LoadedIndex(first)
        #expect(index.show(second, of: index.begin()) === first)
        #expect(index.show(third, of: index.begin()) === second)
        #expect(index.snapshot === third)
    }
}
