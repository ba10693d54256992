import Music
import Ranking

/// The facts of one row as plain bytes, 88 in the order of the fields; behind them lie the row's id, its path, and the name,
/// unless the path ends in it. NaN is unknown, and so is ``none``.
struct FactRecord: BitwiseCopyable {
    static let none: UInt8 = 255

    var idLength: UInt16
    var pathLength: UInt16
    /// 0 when the name is the path's last component.
    var nameLength: UInt16
    var tagCount: UInt16
    var pack: Int32
    var firstTag: Int32
    /// Semitones above C.
    var tonic: UInt8
    /// The place in `Mode.allCases`.
    var mode: UInt8
    /// The place in `Role.allCases`.
    var role: UInt8
    /// The place in `EmbeddingSpace.allCases`.
    var space: UInt8
    /// Places in `FactSource.allCases`.
    var tempoSource: UInt8
    var keySource: UInt8
    var roleSource: UInt8
    var reserved: UInt8 = 0
    var tempo: Double
    var tempoConfidence: Double
    var keyConfidence: Double
    var roleConfidence: Double
    var energy: Double
    var loudness: Double
    var duration: Double
    /// Seconds since 1970.
    var addedAt: Double

    /// - Parameters:
    ///   - pack: the pack's ordinal.
    ///   - firstTag: the place of the row's first tag ordinal.
    ///   - text: everybody's texts, to which this row's are appended.
    init(_ facts: SampleFacts, pack: Int32, firstTag: Int, text: inout [UInt8]) {
        func code<Value: CaseIterable & Equatable>(_ value: Value?) -> UInt8 {
            value.flatMap { Array(Value.allCases).firstIndex(of: $0) }.map(UInt8.init) ?? Self.none
        }
        let before = text.count
        text += facts.id.rawValue.utf8
        idLength = UInt16(clamping: text.count - before)
        text += facts.path.utf8
        pathLength = UInt16(clamping: text.count - before - Int(idLength))
        let last = facts.path.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? []
        let isPathEnd = last.elementsEqual(facts.name.utf8)
        if !isPathEnd { text += facts.name.utf8 }
        nameLength = isPathEnd ? 0 : UInt16(clamping: facts.name.utf8.count)
        tagCount = UInt16(clamping: facts.tags.count)
        self.pack = pack
        self.firstTag = Int32(firstTag)
        tonic = facts.key.map { UInt8($0.value.tonic.semitone) } ?? Self.none
        mode = code(facts.key?.value.mode)
        role = code(facts.role?.value)
        space = code(facts.embedding)
        tempoSource = code(facts.tempo?.source)
        keySource = code(facts.key?.source)
        roleSource = code(facts.role?.source)
        tempo = facts.tempo?.value ?? .nan
        tempoConfidence = facts.tempo?.confidence ?? 0
        keyConfidence = facts.key?.confidence ?? 0
        roleConfidence = facts.role?.confidence ?? 0
        energy = facts.energy ?? .nan
        loudness = facts.loudnessLUFS ?? .nan
        duration = facts.durationSeconds
        addedAt = facts.addedAt.seconds
    }

    var tempoFact: Fact<Double>? {
        tempo.isNaN ? nil : Fact(tempo, confidence: tempoConfidence, source: Self.value(tempoSource) ?? .analysis)
    }

    var keyFact: Fact<Key>? {
        guard tonic != Self.none, let mode: Mode = Self.value(mode) else { return nil }
        return Fact(
            Key(tonic: PitchClass(Int(tonic)), mode: mode), confidence: keyConfidence,
            source: Self.value(keySource) ?? .analysis)
    }

    var roleFact: Fact<Role>? {
        let role: Role? = Self.value(role)
        return role.map { Fact($0, confidence: roleConfidence, source: Self.value(roleSource) ?? .analysis) }
    }

    var embedding: EmbeddingSpace? { Self.value(space) }

    private static func value<Value: CaseIterable>(_ code: UInt8) -> Value? {
        let all = Array(Value.allCases)
        return Int(code) < all.count ? all[Int(code)] : nil
    }
}
