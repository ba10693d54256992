import Music

/// What the kernel reads of one sample: 56 plain bytes, so that a scan runs over contiguous memory.
///
/// The layout is the index file's: every field at the offset its order gives, little-endian, the last byte zero.
public struct RowFeatures: Sendable, BitwiseCopyable {
    /// BPM; NaN when unknown.
    var tempo: Double
    /// 0…1; NaN when unknown.
    var energy: Double
    /// Probability of ``key``, 0…1.
    var keyConfidence: Double
    /// e^(−(newest − added) / 14 days), where newest is the table's ``FeatureTable/newest``: one multiplication by the
    /// query's part gives the freshness without an exponential per row. More than 1 for a row added since.
    var freshness: Double
    /// Seconds of audio.
    let duration: Double
    /// Ordinals into the table's ``FeatureTable/packs`` and tag list.
    public let pack: Int32
    public private(set) var firstTag: Int32
    public let tagCount: Int32
    /// The index of the key's parent, 0…23, ``unknownKey`` or ``unpitched``.
    var key: UInt8
    /// The place of the role in `Role.allCases`, or ``unknownRole``.
    var role: UInt8
    /// A ``Form``.
    private var formCode: UInt8
    private var reserved: UInt8 = 0

    static let unknownKey: UInt8 = 24
    static let unpitched: UInt8 = 25
    static let unknownRole: UInt8 = 255

    /// Whether a sample can be dropped in as it is.
    enum Form: UInt8, Sendable {
        case unknown, loop, oneShot
    }

    init(_ sample: SampleFacts, pack: Int32, firstTag: Int32, newest: UnixTime) {
        tempo = sample.tempo?.value ?? .nan
        energy = sample.energy ?? .nan
        keyConfidence = sample.key?.confidence ?? 0
        freshness = Decay.part(age: newest.since(sample.addedAt), scale: Query.freshnessScale)
        duration = sample.durationSeconds
        self.pack = pack
        self.firstTag = firstTag
        tagCount = Int32(sample.tags.count)
        key = sample.isUnpitched ? Self.unpitched : sample.key.map { UInt8($0.value.index) } ?? Self.unknownKey
        role = sample.role.map { Self.code($0.value) } ?? Self.unknownRole
        formCode = sample.form.rawValue
    }

    /// The same sample with its tags elsewhere, aged against another newest sample.
    public func placed(firstTag: Int32, addedAt: UnixTime, newest: UnixTime) -> RowFeatures {
        var row = self
        row.firstTag = firstTag
        row.freshness = Decay.part(age: newest.since(addedAt), scale: Query.freshnessScale)
        return row
    }

    /// BPM; NaN when unknown.
    public var beatsPerMinute: Double { tempo }

    /// As ``SampleFacts/keyPartition``.
    public var keyPartition: UInt8 {
        key < Self.unknownKey && keyConfidence >= SampleFacts.keyFilterFloor ? key : Self.unknownKey
    }

    var form: Form { Form(rawValue: formCode) ?? .unknown }

    /// The codes of some roles as bits. An unknown role, whose last four bits are 15, is none of them.
    static func mask(_ roles: Set<Role>) -> UInt16 { roles.reduce(0) { $0 | 1 &<< UInt16(code($1) & 15) } }

    /// Whether the role is one of a mask's.
    @inline(__always)
    func hasRole(in mask: UInt16) -> Bool { mask &>> UInt16(role & 15) & 1 == 1 }

    static func code(_ role: Role) -> UInt8 { UInt8(Role.allCases.firstIndex(of: role) ?? Int(unknownRole)) }
}

extension SampleFacts {
    /// Whether the sample has no pitch to clash with: drums, percussion and effects pass every key filter, whatever an
    /// analysis believes to hear in them.
    public var isUnpitched: Bool {
        switch role?.value {
        case .drums, .percussion, .fx: true
        default: false
        }
    }

    /// The least confidence of a key that filters.
    static let keyFilterFloor = 0.5

    /// Whether the key is sure enough to filter, and the sample is pitched.
    public var keyFilters: Bool { !isUnpitched && (key?.confidence ?? 0) >= Self.keyFilterFloor }

    /// The key's index, 0…23, when it is sure enough to filter, else 24: what every key filter passes.
    public var keyPartition: UInt8 {
        guard keyFilters, let key else { return RowFeatures.unknownKey }
        return UInt8(key.value.index)
    }

    /// A tempo makes a loop, unless the role says one-shot.
    var form: RowFeatures.Form {
        switch role?.value {
        case .oneShot: .oneShot
        case .loop: .loop
        default: tempo == nil ? .unknown : .loop
        }
    }
}
