/// A sample's name for life: the first 32 hexadecimal digits of the SHA-256 of its decoded audio, so that a renamed
/// copy is the same sample and an import on another machine gives the same id.
public struct SampleID: RawRepresentable, Hashable, Sendable, Comparable, Codable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public static func < (a: SampleID, b: SampleID) -> Bool { a.rawValue < b.rawValue }
}

/// One DAW project: 1–64 characters of `A-Z a-z 0-9 . _ : -`.
public struct SessionID: Hashable, Sendable, Comparable {
    public let rawValue: String

    /// `nil` when the text is not of the accepted form.
    public init?(_ text: String) {
        let accepted = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard accepted, (1...64).contains(text.utf8.count) else { return nil }
        rawValue = text
    }

    public static func < (a: SessionID, b: SessionID) -> Bool { a.rawValue < b.rawValue }
}
