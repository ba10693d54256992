/// A position in a feed, written `<epoch>-<sequence>` as the `id:` of every frame, for example `k3ZbQ9xA-18422`.
///
/// At most 29 bytes of `[A-Za-z0-9-]`: short and plain enough that a cross-origin resume needs no preflight.
public struct FeedCursor: Hashable, Sendable, CustomStringConvertible {
    public let epoch: Epoch
    /// 0 before the first frame, then the frame's own number.
    public let sequence: UInt64

    public init(epoch: Epoch, sequence: UInt64) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// Strict: exactly what ``description`` writes, so no sign, no leading zero, no spaces, nothing above `UInt64.max`.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = Epoch(parts[0]) else { return nil }
        let digits = parts[1].utf8
        guard (1...20).contains(digits.count), digits.first != UInt8(ascii: "0") || digits.count == 1 else {
            return nil
        }
        var sequence: UInt64 = 0
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            let (shifted, tooLarge) = sequence.multipliedReportingOverflow(by: 10)
            let (sum, carried) = shifted.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !tooLarge, !carried else { return nil }
            sequence = sum
        }
        self.init(epoch: epoch, sequence: sequence)
    }

    public var description: String { "\(epoch)-\(sequence)" }
}
