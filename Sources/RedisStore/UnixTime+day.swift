import Foundation
public import Ranking

extension UnixTime {
    /// The time of day by the system's clock.
    public static func ofDay() -> UnixTime { UnixTime(Date().timeIntervalSince1970) }

    /// `2026-01-31T12:00:00Z`.
    var rfc3339: String { Date(timeIntervalSince1970: seconds).formatted(.iso8601) }
}
