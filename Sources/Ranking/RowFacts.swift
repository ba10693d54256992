/// Where the facts of a library's rows are kept. Conformers: ``ListedFacts`` in memory, and the packed facts of an
/// index file.
public protocol RowFacts: Sendable {
    var count: Int { get }

    /// O(size of the facts); for the rows of a list, not for a scan.
    func facts(ofRow row: Int) -> SampleFacts

    func row(of id: SampleID) -> Int?

    /// The rows of a file name with extension, in row order.
    func rows(named name: String) -> [Int]

    /// The row's place in the order of the ids.
    func idRank(ofRow row: Int) -> Int
}

/// Facts as a list of values with two dictionaries beside it.
public struct ListedFacts: RowFacts {
    private let samples: [SampleFacts]
    private var rowByID: [SampleID: Int32] = [:]
    private var rowsByName: [String: [Int32]] = [:]
    private var ranks: [Int32]

    /// Of samples with the same id the last is found.
    public init(_ samples: [SampleFacts]) {
        self.samples = samples
        ranks = Array(repeating: 0, count: samples.count)
        for (rank, row) in samples.indices.sorted(by: { samples[$0].id < samples[$1].id }).enumerated() {
            ranks[row] = Int32(rank)
        }
        rowByID.reserveCapacity(samples.count)
        rowsByName.reserveCapacity(samples.count)
        for (row, sample) in samples.enumerated() {
            rowByID[sample.id] = Int32(row)
            rowsByName[sample.name, default: []].append(Int32(row))
        }
    }

    public var count: Int { samples.count }
    public func facts(ofRow row: Int) -> SampleFacts { samples[row] }
    public func row(of id: SampleID) -> Int? { rowByID[id].map(Int.init) }
    public func rows(named name: String) -> [Int] { (rowsByName[name] ?? []).map(Int.init) }
    public func idRank(ofRow row: Int) -> Int { Int(ranks[row]) }
}

extension SampleID {
    /// The first eight bytes as a number that orders as the texts do; a shorter text ends in zeros.
    public var prefix: UInt64 {
        var number: UInt64 = 0
        var count = 0
        for byte in rawValue.utf8.prefix(8) {
            number = number << 8 | UInt64(byte)
            count += 1
        }
        return count == 0 ? 0 : number << UInt64(8 * (8 - count))
    }
}
