import Foundation
public import Logging

/// Writes one line per event to standard error, in the chosen format.
struct LineLogHandler: LogHandler {
    let label: String
    let format: LogFormat
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var merged = metadata
        if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
        if let own = event.metadata { merged.merge(own) { $1 } }
        if let error = event.error { merged["error"] = "\(error)" }
        let line = LogLine(
            time: Date(), level: event.level, logger: label, message: "\(event.message)", metadata: merged)
        // One write per line, so that lines of several threads never mix.
        try? FileHandle.standardError.write(contentsOf: Data(line.rendered(format).utf8))
    }
}

extension Settings {
    /// A logger of this run, at its level and in its format.
    public func logger(_ label: String) -> Logger {
        Logger(label: label) { LineLogHandler(label: $0, format: logFormat, logLevel: logLevel) }
    }
}
