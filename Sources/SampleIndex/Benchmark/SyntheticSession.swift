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

    /// A random session with all that may restrict or bend a list: any policy, tolerance, role, mode and length, spread, caps,
    /// what is playing, bans, pins and what was passed over.
    public func anyRequest(over samples: some RandomAccessCollection<SampleFacts>, seed: UInt64) -> RankingRequest {
        var random = SplitMix64(seed: seed)
        func pick() -> SampleFacts {
            samples[samples.index(samples.startIndex, offsetBy: Int(random.unit() * Double(samples.count)))]
        }
        var request = request(
            over: samples, tolerance: random.unit() * 8, policy: KeyPolicy.allCases[Int(random.unit() * 3)], seed: seed)
        request.mode = random.unit() < 0.3 ? .rules : .fusion
        request.limit = 1 + Int(random.unit() * 50)
        request.context.role = random.unit() < 0.3 ? RoleWish.allCases[Int(random.unit() * 11)] : nil
        request.context.preferences.adventurous = random.unit() < 0.3 ? random.unit() : nil
        request.context.preferences.maxPerPack = random.unit() < 0.5 ? 1 + Int(random.unit() * 5) : nil
        request.context.playing = (0..<3).map { _ in pick().name }
        for _ in 0..<3 {
            request.taste.ban(sample: pick().id)
            request.taste.ban(pack: pick().pack)
            request.exposure.passOver([pick().id], at: request.now)
        }
        if random.unit() < 0.3, let tag = Tag("tense") { request.taste.ban(tag: tag) }
        if random.unit() < 0.4 { request.taste.pin(pick().id) }
        return request
    }

    /// One of ``anyRequest(over:seed:)``, now and then without a tempo, a key, or any wish at all, in a hurry, or with weights
    /// of its own.
    public func barerRequest(over samples: some RandomAccessCollection<SampleFacts>, number: Int) -> RankingRequest {
        var request = anyRequest(over: samples, seed: seed &+ UInt64(number) &+ 1)
        if number % 7 == 1 { request.context.key = nil }
        if number % 7 == 2 { request.context.bpm = nil }
        if number % 11 == 3 { request.context = SessionContext() }
        if number % 13 == 4 { request.context.timeRemainingSeconds = 60 }
        if number % 5 == 1 { request.context.preferences.weights = [.similarity: 0.4, .tempo: 0.8, .taste: 1.5] }
        return request
    }
}
