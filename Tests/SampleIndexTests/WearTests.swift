import Library
import Ranking
import SampleIndex
import Testing

@Suite("When a new index file is due")
struct WearTests {
    private let library = SyntheticLibrary(rows: 130, dimension: 16, seed: 5)

    private func embedded(_ sounds: some Sequence<Sound>) -> [Sound] {
        sounds.map { sound in
            var sound = sound
            sound.facts.embedding = .musicnn
            sound.vector = sound.vector + sound.vector.reversed()
            return sound
        }
    }

    @Test(
        "the first vectors of another space make one due, and are compared with each other and nothing else before it and after"
    )
    func anotherSpace() throws {
        let all = library.sounds()
        let first = try IndexSnapshot(all)
        let heard = embedded(all.prefix(20))
        let changed = try first.changed(heard, removed: [], generation: 2)
        #expect(!first.isWorn && changed.isWorn && changed.hasWaitingVectors)
        #expect(Set(changed.neighbours(of: heard[0].facts.id)) == Set(heard.dropFirst().map(\.facts.id)))

        let anew = try IndexSnapshot(heard + all.dropFirst(20))
        #expect(!anew.isWorn && !anew.hasWaitingVectors)
        #expect(Set(anew.neighbours(of: heard[0].facts.id)) == Set(heard.dropFirst().map(\.facts.id)))
        #expect(
            Set(anew.neighbours(of: all[40].facts.id))
                == Set(all.dropFirst(20).map(\.facts.id)).subtracting([all[40].facts.id]))
    }

    @Test("growth by more than a fifth makes one due, growth by a fifth does not")
    func growth() throws {
        let all = library.sounds()
        let first = try IndexSnapshot(Array(all.prefix(100)))
        #expect(try !first.changed(Array(all[100..<120]), removed: [], generation: 2).isWorn)
        #expect(try first.changed(Array(all[100..<121]), removed: [], generation: 2).isWorn)
    }

    @Test("sounds without a vector never make one due by themselves")
    func withoutVectors() throws {
        let all = library.sounds()
        let silent = all[100...].map { sound in
            var sound = sound
            sound.facts.embedding = nil
            sound.vector = []
            return sound
        }
        #expect(try !IndexSnapshot(Array(all.prefix(100))).changed(silent, removed: [], generation: 2).isWorn)
    }
}
