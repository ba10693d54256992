public import Library

/// The sounds of a synthetic library one by one, the same each time.
public struct SyntheticSounds: IteratorProtocol {
    private let library: SyntheticLibrary
    private var cloud: SyntheticVectors
    private var random: SplitMix64
    private var number = 0

    init(_ library: SyntheticLibrary) {
        self.library = library
        random = SplitMix64(seed: library.seed)
        cloud = SyntheticVectors(
            dimension: library.dimension, vectors: library.vectors, packs: library.packs, &random)
    }

    public mutating func next() -> Sound? {
        guard number < library.rows else { return nil }
        defer { number += 1 }
        return library.sound(number: number, &cloud, &random)
    }
}
