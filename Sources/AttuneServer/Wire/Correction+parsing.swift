package import Library
import Music
package import Sessions

extension Correction {
    /// Reads the merge-patch `{bpm?, key?, role?, moods?}` of `PATCH /v1/samples/{id}`; `null` takes a correction back.
    package init(parsing json: JSONValue) throws(InvalidRequest) {
        var fields = FieldReader(json)
        let bpm = fields.patch("bpm", .number(20...400))
        let key = fields.patch("key", .key)
        let role = fields.patch("role", Form<Role>.oneOf)
        let moods = fields.patch("moods", .tags(0...16))
        try fields.finish()
        self.init(bpm: bpm, key: key, role: role, moods: moods)
    }
}

extension Form where Value == [Tag] {
    /// Words or phrases of at most 64 characters, as in a context; repeats count once.
    fileprivate static func tags(_ count: ClosedRange<Int>) -> Form {
        Form(
            "an array of \(count.lowerBound) to \(count.upperBound) texts of at most 64 characters without control characters",
            fromJSON: { value in
                guard case .array(let elements) = value, count.contains(elements.count) else { return nil }
                var tags: [Tag] = []
                for element in elements {
                    guard case .string(let text) = element, isPhrase(text), let tag = Tag(text) else { return nil }
                    if !tags.contains(tag) { tags.append(tag) }
                }
                return tags
            },
            fromText: { _ in nil })
    }

    private static func isPhrase(_ text: String) -> Bool {
        let refused: [Unicode.GeneralCategory] = [.control, .lineSeparator, .paragraphSeparator]
        return text.unicodeScalars.count <= 64
            && !text.unicodeScalars.contains { refused.contains($0.properties.generalCategory) }
    }
}
