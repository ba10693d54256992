/// A path that equals only itself. Two spellings of one accented letter are equal as Swift strings, but name two files on
/// most disks, so paths are looked up by their bytes.
public struct ExactPath: Hashable, Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }

    public static func == (a: ExactPath, b: ExactPath) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
