import Foundation
package import Library
import Music
package import Ranking
package import Sessions

extension SampleQuery {
    /// Reads the query string of `GET /v1/samples`.
    package init(parsing query: String?) throws(InvalidRequest) {
        var reader = QueryReader(query)
        let limit = reader.optional("limit", .integer(1...200))
        let after = reader.optional("after", .sample)
        let text = reader.optional("q", .text(0...256))
        let bpm = reader.optional("bpm", .number(20...400))
        let key = reader.optional("key", .key)
        let role = reader.optional("role", Form<Role>.oneOf)
        try reader.finish()
        self.init(
            limit: limit ?? 50, after: after, text: text.flatMap { $0.isEmpty ? nil : $0 }, bpm: bpm, key: key,
            role: role)
    }

    /// Where the page after `id` is.
    package func path(after id: SampleID) -> String {
        var items = [
            URLQueryItem(name: "limit", value: String(limit)), URLQueryItem(name: "after", value: id.rawValue),
        ]
        if let text { items.append(URLQueryItem(name: "q", value: text)) }
        if let bpm { items.append(URLQueryItem(name: "bpm", value: String(bpm))) }
        if let key { items.append(URLQueryItem(name: "key", value: key.name)) }
        if let role { items.append(URLQueryItem(name: "role", value: role.rawValue)) }
        var components = URLComponents()
        components.path = "/v1/samples"
        components.queryItems = items
        // A plus sign is a space to whoever reads forms, so it is never left as it is.
        components.percentEncodedQuery = components.percentEncodedQuery?.replacing("+", with: "%2B")
        return components.string ?? components.path
    }
}

extension Form where Value == Key {
    static var key: Form {
        Form("a key such as “A minor”, “F#m”, “Gb major”, “8A” or “4m”", text: { try? Key(parsing: $0) })
    }
}
