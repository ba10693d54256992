/// A 64-bit hash that gives the same value in every process and version, unlike `Hasher`.
///
/// FNV-1a over the bytes (Fowler, Noll, Vo; draft-eastlake-fnv), then the 64-bit finaliser of MurmurHash3 (Appleby),
/// because FNV alone leaves short, similar texts close together in the high bits.
package enum StableHash {
    /// Of no bytes.
    package static let start: UInt64 = 0xcbf2_9ce4_8422_2325

    /// - Parameter start: the hash of what comes before.
    package static func fnv1a(_ bytes: Span<UInt8>, after start: UInt64 = Self.start) -> UInt64 {
        var hash = start
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
        return hash
    }

    package static func finalised(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ (hash >> 33)
    }

    /// The upper 53 bits as a fraction of 1: 0 ≤ x < 1, evenly spread when the hash is.
    package static func fraction(_ hash: UInt64) -> Double { Double(hash >> 11) * 0x1p-53 }
}
