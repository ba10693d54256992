import Music

/// What the rows of a block can score at most under one query, likeness and what is known of single rows apart.
struct ScoreCeiling: Sendable {
    private let kernel: Kernel
    /// Bits of the tags that count for something.
    private let counted: UInt64
    /// By bit: wished moods, the points of the genre, and the greatest taste.
    private let moods: [Double]
    private let genre: [Double]
    private let tagTaste: [Double]
    private let packTaste: Double

    init(_ kernel: Kernel) {
        self.kernel = kernel
        packTaste = max(0, kernel.packTaste.max() ?? 0)
        var counted: UInt64 = 0
        var moods = [Double](repeating: 0, count: kernel.tagEffects.isEmpty ? 0 : 64)
        var (genre, tagTaste) = (moods, moods)
        for (ordinal, effect) in kernel.tagEffects.enumerated()
        where effect.mood > 0 || effect.genre > 0 || effect.taste > 0 {
            let bit = ordinal & 63
            counted |= RowBlock.bit(ofTag: ordinal)
            moods[bit] += effect.mood
            genre[bit] = max(genre[bit], effect.genre)
            tagTaste[bit] = max(tagTaste[bit], effect.taste)
        }
        self.counted = counted
        self.moods = moods
        self.genre = genre
        self.tagTaste = tagTaste
    }

    /// No row of the block without a note scores more than this and its similarity. A few dozen operations.
    func points(of block: RowBlock) -> Double {
        var points = kernel.freshness(block.freshness)
        if kernel.tempo > 0, !block.slowest.isNaN { points += kernel.tempo * tempo(block) }
        points += key(block)
        if kernel.energy > 0, !block.leastEnergy.isNaN {
            let wished = kernel.wishedEnergy
            let distance = max(0, block.leastEnergy - wished, wished - block.greatestEnergy)
            points += kernel.energy * max(0, 1 - distance)
        }
        if kernel.readiness > 0, block.hasLoop { points += kernel.readiness }
        var (mood, best, liked) = (0.0, 0.0, 0.0)
        var bits = block.tags & counted
        while bits != 0 {
            let bit = bits.trailingZeroBitCount
            mood += moods[bit]
            best = max(best, genre[bit])
            liked = max(liked, tagTaste[bit])
            bits &= bits - 1
        }
        points += kernel.mood * min(1, mood / kernel.moodCount) + best
        points += kernel.taste * (packTaste + TasteProfile.tagShare * liked)
        return points
    }

    private func tempo(_ block: RowBlock) -> Double {
        var best = 0.0
        for relation in TempoRelation.allCases {
            let (slow, fast) = (block.slowest * relation.factor, block.fastest * relation.factor)
            let distance = max(0, slow - kernel.bpm, kernel.bpm - fast)
            best = max(best, kernel.tempoFeature(distance: distance, relation: relation))
        }
        return best
    }

    private func key(_ block: RowBlock) -> Double {
        var best = 0.0
        var keys = block.keys
        while keys != 0 {
            best = max(best, kernel.keyPoints[keys.trailingZeroBitCount])
            keys &= keys - 1
        }
        return best * block.keyConfidence
    }
}
