/// Why a text cannot be an `id` or an `event`.
public enum SSEFieldError: Error, Hashable, Sendable {
    /// CR, LF or NUL at this byte offset: a line break would start a field of the sender's choosing, and a client must
    /// ignore an `id` that holds NUL.
    case forbiddenByte(UInt8, offset: Int)
}

/// A text that is safe on an `id:` or `event:` line. Only this type reaches the encoder, so no text can inject a field.
public struct SSEField: Hashable, Sendable {
    public let text: String

    public init(_ text: String) throws(SSEFieldError) {
        for (offset, byte) in text.utf8.enumerated() where Self.isForbidden(byte) {
            throw .forbiddenByte(byte, offset: offset)
        }
        self.text = text
    }

    /// Leaves CR, LF and NUL out.
    public init(sanitising text: String) {
        guard text.utf8.contains(where: Self.isForbidden) else {
            self.text = text
            return
        }
        self.text = String(decoding: text.utf8.filter { !Self.isForbidden($0) }, as: UTF8.self)
    }

    /// A cursor is always safe.
    public init(_ cursor: FeedCursor) { text = cursor.description }

    private static func isForbidden(_ byte: UInt8) -> Bool { byte == 0x0d || byte == 0x0a || byte == 0 }
}
