/// How a log line is written.
public enum LogFormat: String, CaseIterable, Hashable, Sendable {
    /// `2026-03-01T12:00:00.000Z info attune.server: listening port=8080`
    case text
    /// One JSON object a line: `time`, `level`, `logger`, `message`, and the metadata under their own names.
    case json
}
