/// One unbroken history of a feed: 8 base-62 characters, new whenever history was lost (a flush, an eviction, a restart
/// of an in-memory feed). A cursor of another epoch cannot be continued.
public struct Epoch: Hashable, Sendable, CustomStringConvertible {
    /// Exactly 8 characters of `0-9 A-Z a-z`.
    public let description: String

    static let alphabet: [UInt8] = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    static let length = 8
    /// 62⁸, the number of epochs.
    static let count: UInt64 = 218_340_105_584_896

    /// A new epoch out of injected randomness: 47.6 bits, so a million of them collide with probability 0.2 %.
    public init(using random: inout some RandomNumberGenerator) {
        var rest = UInt64.random(in: 0..<Self.count, using: &random)
        var text: [UInt8] = []
        for _ in 0..<Self.length {
            text.append(Self.alphabet[Int(rest % 62)])
            rest /= 62
        }
        description = String(decoding: text, as: UTF8.self)
    }

    /// `nil` unless `text` is exactly 8 base-62 characters.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.length, text.utf8.allSatisfy(Self.isBase62) else { return nil }
        description = String(text)
    }

    private static func isBase62(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
