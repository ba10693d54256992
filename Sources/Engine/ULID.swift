package import Ranking

/// A universally unique, lexicographically sortable identifier (github.com/ulid/spec): 48 bits of milliseconds and
/// 80 bits of randomness as 26 characters of Crockford's base 32.
package enum ULID {
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    package static func make(at now: UnixTime, random: () -> UInt64) -> String {
        let time = UInt64(max(0, now.seconds * 1000)) & 0xFFFF_FFFF_FFFF
        let (high, low) = (random(), random())
        var text: [UInt8] = []
        text.reserveCapacity(26)
        for shift in stride(from: 45, through: 0, by: -5) {
            text.append(alphabet[Int((time >> UInt64(shift)) & 31)])
        }
        for word in [high, low] {
            for shift in stride(from: 35, through: 0, by: -5) {
                text.append(alphabet[Int((word >> UInt64(shift)) & 31)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
