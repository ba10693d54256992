import Ranking

extension TelemetryEvent {
    /// Longest accepted `event_id` and `set_id`, bytes.
    public static let longestID = 128
    /// Longest accepted `sample_id`, bytes.
    public static let longestSampleID = 64
    /// Longest accepted `metadata`, bytes of JSON.
    public static let longestMetadata = 4096
    /// A list holds at most 50 suggestions.
    public static let ranks = 1...50
    /// Up to a day.
    public static let dwells = 0...86_400_000

    /// Everything that is wrong with the event; empty when it may be stored.
    public func problems() -> [TelemetryProblem] {
        var problems: [TelemetryProblem] = []
        func check(_ holds: Bool, _ field: String, _ detail: @autoclosure () -> String) {
            if !holds { problems.append(TelemetryProblem(field: field, detail: detail())) }
        }
        let ids = [
            ("event_id", eventID, Self.longestID), ("set_id", setID, Self.longestID),
            ("sample_id", sample.rawValue, Self.longestSampleID),
        ]
        for (field, text, longest) in ids {
            check(
                (1...longest).contains(text.utf8.count), field,
                "\(field) is \(text.utf8.count) bytes long; 1 to \(longest) are accepted.")
            check(!text.hasControlCharacter, field, "\(field) contains a control character, which no id may.")
        }
        check(Self.ranks.contains(rank), "rank", "The rank is \(rank); 1 to 50 are accepted.")
        if let dwell = dwellMilliseconds {
            check(
                Self.dwells.contains(dwell), "dwell_ms",
                "The dwell is \(dwell) ms; 0 to \(Self.dwells.upperBound), a day, are accepted.")
        }
        if let metadata {
            check(
                metadata.utf8.count <= Self.longestMetadata, "metadata",
                "The metadata are \(metadata.utf8.count) bytes long; up to \(Self.longestMetadata) are accepted.")
            check(!metadata.utf8.contains(0), "metadata", "The metadata contain a NUL byte, which JSON text may not.")
        }
        for (field, time) in [("occurred_at", occurredAt), ("received_at", receivedAt)] {
            check(time.isStorable, field, "\(field) is not a moment between the years 1970 and 9999.")
        }
        return problems
    }
}

extension UnixTime {
    /// Whether the moment is a number from 1970 to the end of 9999, the range of RFC 3339.
    fileprivate var isStorable: Bool { (0..<253_402_300_800).contains(seconds) }
}

extension String {
    /// Whether a C0 control character or DEL occurs; SQLite and most logs would cut or mangle the text there.
    var hasControlCharacter: Bool { utf8.contains { $0 < 0x20 || $0 == 0x7f } }
}
