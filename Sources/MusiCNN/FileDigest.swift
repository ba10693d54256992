import CNettle
import Foundation

/// SHA-256 of files.
public enum FileDigest {
    /// 64 hexadecimal digits, or `nil` of what cannot be read. Reads in blocks.
    public static func sha256(path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        var state = sha256_ctx()
        unsafe nettle_sha256_init(&state)
        while true {
            let block: Data
            do { block = try file.read(upToCount: 1 << 20) ?? Data() } catch { return nil }
            guard !block.isEmpty else { break }
            unsafe block.withUnsafeBytes { bytes in
                unsafe nettle_sha256_update(&state, bytes.count, bytes.bindMemory(to: UInt8.self).baseAddress)
            }
        }
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
        unsafe nettle_sha256_digest(&state, digest.count, &digest)
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
