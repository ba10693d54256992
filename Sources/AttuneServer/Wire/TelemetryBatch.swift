package import Ranking
package import Sessions
package import Telemetry

/// The body of `POST /v1/telemetry/recommendations`: `{events: […]}`.
package enum TelemetryBatch {
    package static let maximumEvents = 1000

    // Made once: the sentences of what is accepted would cost more than reading the values.
    private static let text = Form<String>.anyText
    private static let rank = Form<Int>.integer(TelemetryEvent.ranks)
    private static let dwell = Form<Int>.integer(TelemetryEvent.dwells)
    private static let kind = Form<TelemetryKind>.oneOf

    /// Every event, or every problem of every event: one bad event refuses the batch.
    package static func events(
        parsing json: JSONValue, receivedAt: UnixTime
    ) throws(InvalidRequest) -> [TelemetryEvent] {
        var batch = FieldReader(json)
        let elements = batch.required("events", .array(1...maximumEvents)) ?? []
        var events: [TelemetryEvent] = []
        for (place, element) in elements.enumerated() {
            var reader = FieldReader(element, path: "events[\(place)]")
            if let event = event(from: &reader, receivedAt: receivedAt) { events.append(event) }
            batch.note(reader.problems)
            // A client that is wrong everywhere learns enough from the first events.
            if batch.problems.count >= 20 { break }
        }
        try batch.finish()
        return events
    }

    /// Reads the forms here; what is accepted is Telemetry's own rule.
    private static func event(from reader: inout FieldReader, receivedAt: UnixTime) -> TelemetryEvent? {
        let id = reader.required("event_id", Self.text)
        let kind = reader.required("event", Self.kind)
        let set = reader.required("set_id", Self.text)
        let sample = reader.required("sample_id", Self.text)
        let rank = reader.required("rank", Self.rank)
        let occurredAt = reader.required("occurred_at", .time)
        let session = reader.required("session_id", .session)
        let dwell = reader.optional("dwell_ms", Self.dwell)
        let metadata = reader.optional("metadata", .verbatimObject)
        reader.refuseUnread()
        guard let id, let kind, let set, let sample, let rank, let occurredAt, let session else { return nil }
        let event = TelemetryEvent(
            eventID: id, kind: kind, setID: set, sample: SampleID(sample), rank: rank, session: session,
            occurredAt: occurredAt, receivedAt: receivedAt, dwellMilliseconds: dwell, metadata: metadata)
        for problem in event.problems() { reader.problem(problem.field, problem.detail) }
        return event
    }
}

extension Form where Value == String {
    /// A JSON object that is kept as it is, as text.
    fileprivate static var verbatimObject: Form {
        Form(
            "a JSON object",
            fromJSON: { value in
                guard case .object = value else { return nil }
                return value.jsonText
            },
            fromText: { _ in nil })
    }
}
