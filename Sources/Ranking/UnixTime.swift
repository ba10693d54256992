/// A point in time as seconds since 1970-01-01T00:00:00Z. An argument everywhere; only the programs read a clock.
public struct UnixTime: Hashable, Sendable, Comparable, Codable {
    public var seconds: Double

    public init(_ seconds: Double) { self.seconds = seconds }

    public static func < (a: UnixTime, b: UnixTime) -> Bool { a.seconds < b.seconds }

    /// Seconds from `earlier` to this moment; negative when the clock went back.
    public func since(_ earlier: UnixTime) -> Double { seconds - earlier.seconds }

    public static func + (a: UnixTime, seconds: Double) -> UnixTime { UnixTime(a.seconds + seconds) }

    public init(from decoder: any Decoder) throws {
        seconds = try decoder.singleValueContainer().decode(Double.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(seconds)
    }
}
