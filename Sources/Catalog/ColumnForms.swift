import Foundation
import Music

// How values of the domain are written in one column.

extension Key {
    /// `"9 minor"`: semitones above C, and the mode.
    var column: String { "\(tonic.semitone) \(mode.rawValue)" }

    /// Reads ``column``.
    init?(column: String) {
        let parts = column.split(separator: " ")
        guard parts.count == 2, let semitone = Int(parts[0]), let mode = Mode(rawValue: String(parts[1])) else {
            return nil
        }
        self.init(tonic: PitchClass(semitone), mode: mode)
    }
}

extension [Tag] {
    /// The tags separated by line feeds, which no tag contains. A NUL would end the text for SQLite and is left out.
    var column: String { map { $0.text.replacing("\0", with: "") }.joined(separator: "\n") }

    /// Reads ``column``.
    init(column: String) {
        self = column.split(separator: "\n").compactMap { Tag($0) }
    }
}

extension [Tag: Double] {
    /// A line each, the number first: a tag may contain spaces.
    var column: String {
        sorted { $0.key < $1.key }.map { "\($1) " + [$0].column }.joined(separator: "\n")
    }

    /// Reads ``column``.
    init(column: String) {
        self.init()
        for line in column.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let confidence = Double(parts[0]), let tag = Tag(parts[1]) else { continue }
            self[tag] = confidence
        }
    }
}

extension [Float16] {
    /// IEEE 754 half precision, two bytes each, least significant first, which is how every machine that this runs on
    /// holds them.
    var littleEndianBytes: Data {
        unsafe withUnsafeBytes { unsafe Data($0) }
    }

    /// Reads ``littleEndianBytes``.
    init(littleEndianBytes bytes: Data) {
        unsafe self.init(unsafeUninitializedCapacity: bytes.count / 2) { elements, count in
            count = unsafe bytes.copyBytes(to: elements) / 2
        }
    }
}
