/// A mood, genre or descriptive word, compared without case or outer and repeated white space: `" Dark "` is `"dark"`.
public struct Tag: Hashable, Sendable, Comparable {
    /// The normalised text: lower case, single spaces, never empty.
    public let text: String

    /// `nil` when nothing but white space is left.
    public init?(_ text: some StringProtocol) {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return nil }
        self.text = words.joined(separator: " ")
    }

    public static func < (a: Tag, b: Tag) -> Bool { a.text < b.text }
}
