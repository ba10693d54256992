public import Music

/// The packs and tags of a library as small numbers, given in the order they are met. A number, once given, stays.
public struct Vocabulary: Sendable {
    /// By ordinal.
    public private(set) var packs: [String] = []
    /// By ordinal.
    public private(set) var tags: [Tag] = []
    private(set) var packOrdinals: [String: Int32] = [:]
    private(set) var tagOrdinals: [Tag: Int32] = [:]

    public init() {}

    /// - Parameters: without repeats, by ordinal.
    public init(packs: [String], tags: [Tag]) {
        for pack in packs { _ = ordinal(ofPack: pack) }
        for tag in tags { _ = ordinal(of: tag) }
    }

    /// The features of a sample; its tag ordinals are appended to `tags`.
    public mutating func row(of sample: SampleFacts, tags ordinals: inout [Int32], newest: UnixTime) -> RowFeatures {
        let row = RowFeatures(
            sample, pack: ordinal(ofPack: sample.pack), firstTag: Int32(ordinals.count), newest: newest)
        for tag in sample.tags { ordinals.append(ordinal(of: tag)) }
        return row
    }

    private mutating func ordinal(ofPack pack: String) -> Int32 {
        if let known = packOrdinals[pack] { return known }
        let ordinal = Int32(packs.count)
        packs.append(pack)
        packOrdinals[pack] = ordinal
        return ordinal
    }

    private mutating func ordinal(of tag: Tag) -> Int32 {
        if let known = tagOrdinals[tag] { return known }
        let ordinal = Int32(tags.count)
        tags.append(tag)
        tagOrdinals[tag] = ordinal
        return ordinal
    }
}
