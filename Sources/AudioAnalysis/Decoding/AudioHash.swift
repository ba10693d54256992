import CNettle

/// SHA-256 of decoded audio: the channels and the rate as 32-bit little-endian integers, then every frame as interleaved
/// 32-bit floats. The same audio in WAV and FLAC has the same hash.
struct AudioHash {
    private var state = sha256_ctx()

    init(format: AudioFormat) {
        unsafe nettle_sha256_init(&state)
        for number in [UInt32(format.channels), UInt32(format.sampleRate)] {
            unsafe withUnsafeBytes(of: number.littleEndian) { unsafe update($0) }
        }
    }

    /// Adds the first `count` samples.
    mutating func add(_ samples: [Float], count: Int) {
        unsafe samples.withUnsafeBytes { bytes in
            unsafe update(UnsafeRawBufferPointer(rebasing: bytes.prefix(count * MemoryLayout<Float>.stride)))
        }
    }

    /// The first 32 hexadecimal digits.
    mutating func finish() -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
        unsafe nettle_sha256_digest(&state, digest.count, &digest)
        let digits = Array("0123456789abcdef".utf8)
        let text = digest.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func update(_ bytes: UnsafeRawBufferPointer) {
        let pointer = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
        unsafe nettle_sha256_update(&state, bytes.count, pointer)
    }
}
