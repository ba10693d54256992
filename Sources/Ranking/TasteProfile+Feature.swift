public import Music

extension TasteProfile {
    /// How much of the feature is the sample's own balance, its pack's and its tags' mean.
    static let sampleShare = 0.5
    static let packShare = 0.3
    static let tagShare = 0.2

    /// While a sample's own balance is at least this, a cold start lists it as trending. Above 0.10, the most that
    /// freshness can score.
    public static let trendingFloor = 0.12

    /// Whether nothing has been judged.
    public var isUntaught: Bool { samples.isEmpty && packs.isEmpty && tags.isEmpty }

    /// The sample's own decayed balance, −1…1; 0 when it was never judged.
    public func balance(of sample: SampleID, at now: UnixTime) -> Double { samples[sample]?.value(at: now) ?? 0 }
    /// The pack's decayed balance, −1…1.
    public func balance(ofPack pack: String, at now: UnixTime) -> Double { packs[pack]?.value(at: now) ?? 0 }
    /// The tag's decayed balance, −1…1.
    public func balance(of tag: Tag, at now: UnixTime) -> Double { tags[tag]?.value(at: now) ?? 0 }
}
