public import Music

/// The packs and tags of a library as small numbers, given in the order they are met. A number, once given, stays.
public struct Vocabulary: Sendable {
    private var packNumbers = Ordinals<String>()
    private var tagNumbers = Ordinals<Tag>()

    public init() {}

    /// - Parameters: without repeats, by ordinal.
    public init(packs: [String], tags: [Tag]) {
        for pack in packs { _ = packNumbers.ordinal(of: pack) }
        for tag in tags { _ = tagNumbers.ordinal(of: tag) }
    }

    /// By ordinal.
    public var packs: [String] { packNumbers.values }
    /// By ordinal.
    public var tags: [Tag] { tagNumbers.values }

    var packOrdinals: [String: Int32] { packNumbers.ordinals }
    var tagOrdinals: [Tag: Int32] { tagNumbers.ordinals }

    /// The features of a sample; its tag ordinals are appended to `tags`.
    public mutating func row(of sample: SampleFacts, tags ordinals: inout [Int32], newest: UnixTime) -> RowFeatures {
        let row = RowFeatures(
            sample, pack: packNumbers.ordinal(of: sample.pack), firstTag: Int32(ordinals.count), newest: newest)
        for tag in sample.tags { ordinals.append(tagNumbers.ordinal(of: tag)) }
        return row
    }
}

/// Values with the numbers they were given.
private struct Ordinals<Value: Hashable & Sendable>: Sendable {
    private(set) var values: [Value] = []
    private(set) var ordinals: [Value: Int32] = [:]

    mutating func ordinal(of value: Value) -> Int32 {
        if let known = ordinals[value] { return known }
        let ordinal = Int32(values.count)
        values.append(value)
        ordinals[value] = ordinal
        return ordinal
    }
}
