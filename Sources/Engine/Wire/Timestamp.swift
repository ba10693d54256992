import Foundation
package import Ranking

extension UnixTime {
    /// RFC 3339 in UTC with milliseconds: `2026-11-21T10:03:25.000Z`.
    package var rfc3339: String { Date(timeIntervalSince1970: seconds).formatted(Self.style) }

    private static let style = Date.ISO8601FormatStyle.iso8601.year().month().day().timeZone(separator: .omitted)
        .time(includingFractionalSeconds: true)
}
