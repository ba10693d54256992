package import Ranking
package import Sessions

/// The body of `POST /v1/recommendations/sequence`.
package struct SequenceWish: Hashable, Sendable {
    package var seeds: [SampleID]
    package var count: Int
    package var curve: EnergyCurve
    /// By place, 0 the first.
    package var locked: [Int: SampleID]
    package var session: SessionID?

    /// The most seeds that are accepted.
    static let mostSeeds = 8

    /// Reads `{seeds, length?, energy?, locked?: [{place, sample_id}], session_id?}`; places count from 1, and the sequence
    /// is at least as long as its last locked place.
    package init(parsing json: JSONValue) throws(InvalidRequest) {
        var fields = FieldReader(json)
        let elements = fields.required("seeds", .array(1...Self.mostSeeds)) ?? []
        var seeds: [SampleID] = []
        for (place, element) in elements.enumerated() {
            guard let id = Form<SampleID>.sample.fromJSON(element) else {
                fields.problem("seeds[\(place)]", "\(Form<SampleID>.sample.accepted) is accepted.")
                continue
            }
            if !seeds.contains(id) { seeds.append(id) }
        }
        var count = fields.optional("length", .integer(2...50)) ?? 8
        let curve = fields.optional("energy", Form<EnergyCurve>.oneOf) ?? .flat
        session = fields.optional("session_id", .session)
        var locked: [Int: SampleID] = [:]
        for (number, element) in (fields.optional("locked", .array(0...50)) ?? []).enumerated() {
            var reader = FieldReader(element, path: "locked[\(number)]")
            let place = reader.required("place", .integer(1...50))
            let id = reader.required("sample_id", .sample)
            if let place, let id {
                if locked[place - 1] != nil { reader.problem("place", "Place \(place) is locked twice.") }
                if locked.values.contains(id) { reader.problem("sample_id", "The sample is locked twice.") }
                locked[place - 1] = id
                count = max(count, place)
            }
            reader.refuseUnread()
            fields.note(reader.problems)
        }
        (self.seeds, self.count, self.curve, self.locked) = (seeds, count, curve, locked)
        try fields.finish()
    }
}
