import Library
public import Music
public import Ranking

extension SyntheticLibrary {
    /// A random session over these sounds: a tempo and key as they occur in the library, some moods, an energy, and up
    /// to four accepts and skips to steer by.
    public func request(
        over samples: some RandomAccessCollection<SampleFacts>, tolerance: Double, policy: KeyPolicy = .compatible,
        seed: UInt64
    ) -> RankingRequest {
        var random = SplitMix64(seed: seed)
        func pick() -> SampleFacts? {
            samples.isEmpty
                ? nil : samples[samples.index(samples.startIndex, offsetBy: Int(random.unit() * Double(samples.count)))]
        }
        var context = SessionContext()
        context.bpm = pick()?.tempo?.value ?? 120
        context.key = pick()?.key?.value ?? Key(index: Int(random.unit() * 24))
        context.moods = Self.moods.filter { _ in random.unit() < 0.15 }
        context.energy = random.unit() < 0.5 ? random.unit() : nil
        context.genre = random.unit() < 0.3 ? Self.genres[Int(random.unit() * Double(Self.genres.count))] : nil
        context.preferences.bpmTolerance = tolerance
        context.preferences.keyPolicy = policy
        // No cap, so that the list is the plain top of the scores.
        context.preferences.maxPerPack = 50
        var taste = TasteProfile()
        for _ in 0..<1 + Int(random.unit() * 4) {
            guard let sample = pick() else { continue }
            taste.record(random.unit() < 0.8 ? .accept : .skip, sample, at: newest + -random.unit() * 86_400)
        }
        return RankingRequest(context: context, mode: .fusion, taste: taste, limit: 10, now: newest + 3_600)
    }
}
