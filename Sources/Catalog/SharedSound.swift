import Foundation
import GRDB

/// All that is stored of one sound, as the nodes tell each other of it. Each part says when it was noted, and of two the later
/// stands, so that a merge of any number of them is the same in any order (a last-writer-wins register for every part).
struct SharedSound: Hashable, Codable {
    var id: String
    /// Of two, the earlier.
    var addedAt: Double
    /// The analysed columns of `sounds`.
    var analysis: Noted<[String: ColumnValue]>
    /// What people said, by column of `corrections`; null for what was taken back.
    var corrections: [String: Noted<ColumnValue>]
    /// By space.
    var vectors: [String: SharedVector]
    /// By path: the columns of `places`.
    var places: [String: Noted<[String: ColumnValue]>]

    func merged(with other: SharedSound) -> SharedSound {
        SharedSound(
            id: id, addedAt: min(addedAt, other.addedAt), analysis: .later(analysis, other.analysis),
            corrections: corrections.merging(other.corrections, uniquingKeysWith: Noted.later),
            vectors: vectors.merging(other.vectors, uniquingKeysWith: max),
            places: places.merging(other.places, uniquingKeysWith: Noted.later))
    }
}

extension SharedSound {
    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    init?(json: String) {
        guard let sound = try? JSONDecoder().decode(SharedSound.self, from: Data(json.utf8)) else { return nil }
        self = sound
    }

    func json() throws -> String { String(decoding: try Self.encoder.encode(self), as: UTF8.self) }
}

/// A vector as it is stored, and which weights made it, where that is known.
struct SharedVector: Hashable, Codable, Comparable {
    var model: String?
    /// Half-precision numbers, least significant byte first.
    var numbers: Data

    /// Any order that all nodes have in common: the same audio gives the same numbers but for rounding.
    static func < (a: SharedVector, b: SharedVector) -> Bool {
        if a.model != b.model { return a.model ?? "" < b.model ?? "" }
        return a.numbers.lexicographicallyPrecedes(b.numbers)
    }
}

/// Something, and when it was noted, in seconds since 1970.
struct Noted<Value: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
    var value: Value
    var at: Double

    /// Of two that were noted at the same time, any, so long as every node takes the same.
    static func later(_ a: Noted, _ b: Noted) -> Noted {
        if a.at != b.at { return a.at > b.at ? a : b }
        if a.value == b.value { return a }
        return a.text >= b.text ? a : b
    }

    private var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

/// What a column holds. A whole number in a column of reals is written as one, in JSON too.
enum ColumnValue: Hashable, Sendable {
    case null, text(String), whole(Int64), real(Double)

    init(_ value: DatabaseValue) {
        self =
            switch value.storage {
            case .null, .blob: .null
            case .int64(let number): .whole(number)
            case .double(let number): Self.number(number)
            case .string(let text): .text(text)
            }
    }

    private static func number(_ number: Double) -> ColumnValue {
        guard number.isFinite else { return .null }
        return number == number.rounded() && abs(number) < 1e15 ? .whole(Int64(number)) : .real(number)
    }

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .text(let text): text.databaseValue
        case .whole(let number): number.databaseValue
        case .real(let number): number.databaseValue
        }
    }
}

extension ColumnValue: Codable {
    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let number = try? value.decode(Int64.self) {
            self = .whole(number)
        } else if let number = try? value.decode(Double.self) {
            self = Self.number(number)
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .text(let text): try value.encode(text)
        case .whole(let number): try value.encode(number)
        case .real(let number): try value.encode(number)
        }
    }
}
