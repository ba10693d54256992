public import Foundation

/// A RIFF/WAVE file of one channel in 16-bit PCM, as bytes.
public enum WAVFile {
    /// - Parameters:
    ///   - samples: −1…1; beyond is clipped.
    ///   - rate: frames per second.
    public static func mono(_ samples: [Double], rate: Int) -> Data {
        var data = Data()
        func append(_ number: Int, bytes: Int) {
            for byte in 0..<bytes { data.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
        }
        data += Data("RIFF".utf8)
        append(36 + samples.count * 2, bytes: 4)
        data += Data("WAVEfmt ".utf8)
        append(16, bytes: 4)
        append(1, bytes: 2)
        append(1, bytes: 2)
        append(rate, bytes: 4)
        append(rate * 2, bytes: 4)
        append(2, bytes: 2)
        append(16, bytes: 2)
        data += Data("data".utf8)
        append(samples.count * 2, bytes: 4)
        for sample in samples { append(Int((max(-1, min(1, sample)) * 32_000).rounded()), bytes: 2) }
        return data
    }
}
