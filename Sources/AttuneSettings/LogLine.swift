package import Foundation
package import Logging

/// One log event as text. Pure: the same event gives the same line.
package struct LogLine {
    var time: Date
    var level: Logger.Level
    var logger: String
    var message: String
    var metadata: Logger.Metadata

    package init(time: Date, level: Logger.Level, logger: String, message: String, metadata: Logger.Metadata) {
        self.time = time
        self.level = level
        self.logger = logger
        self.message = message
        self.metadata = metadata
    }

    /// The line, ended by a line feed. Neither form can contain another one, so an event is always one line.
    package func rendered(_ format: LogFormat) -> String {
        switch format {
        case .text: text()
        case .json: json()
        }
    }

    private var stamp: String { time.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true)) }

    private func text() -> String {
        var line = "\(stamp)Z \(level.rawValue) \(logger): \(Self.singleLine(message))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let shown = Self.singleLine("\(value)")
            line += shown.contains(" ") || shown.isEmpty ? " \(key)=\"\(shown)\"" : " \(key)=\(shown)"
        }
        return line + "\n"
    }

    private func json() -> String {
        // The fixed fields win over metadata of the same name.
        var fields = metadata.mapValues(Self.plain)
        fields["time"] = .string(stamp + "Z")
        fields["level"] = .string(level.rawValue)
        fields["logger"] = .string(logger)
        fields["message"] = .string(message)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(fields) else { return "{\"message\":\"unencodable log event\"}\n" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private static func plain(_ value: Logger.MetadataValue) -> PlainValue {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value): .string("\(value)")
        case .array(let values): .array(values.map(plain))
        case .dictionary(let values): .object(values.mapValues(plain))
        }
    }

    /// Control characters (C0, DEL, C1) and Unicode's own line and paragraph separators.
    private static func breaks(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value)
    }

    private static func singleLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { breaks($0) ? " " : $0 }))
    }
}

/// What log metadata can hold, as JSON.
private enum PlainValue: Encodable {
    case string(String)
    case array([PlainValue])
    case object([String: PlainValue])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
