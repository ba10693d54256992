/// Entity tags of RFC 9110 §8.8.3.
package enum EntityTag {
    /// Whether `If-None-Match` (weak comparison) names the tag; absent names nothing.
    package static func matches(_ tag: String, anyOf header: String?) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { candidate in
            let candidate = candidate.drop { $0 == " " }
            return candidate == "*" || candidate == tag || candidate == "W/" + tag
        }
    }
}
