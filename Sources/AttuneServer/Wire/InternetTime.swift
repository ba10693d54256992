import Ranking

/// RFC 3339 date-times, read strictly: `2026-11-21T10:03:25.250Z` or with an offset.
enum InternetTime {
    /// `nil` for anything else. Any number of fraction digits; a leap second counts as the next minute's first.
    static func read(_ text: String) -> UnixTime? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40,
            let year = digits(bytes[0..<4]), bytes[4] == dash, let month = digits(bytes[5..<7]), bytes[7] == dash,
            let day = digits(bytes[8..<10]), bytes[10] | 0x20 == UInt8(ascii: "t"),
            let hour = digits(bytes[11..<13]), bytes[13] == colon, let minute = digits(bytes[14..<16]),
            bytes[16] == colon, let second = digits(bytes[17..<19]),
            (1...12).contains(month), (1...length(of: month, in: year)).contains(day), hour < 24, minute < 60,
            second <= 60
        else { return nil }
        var at = 19
        var fraction = 0.0
        if bytes[at] == UInt8(ascii: ".") {
            let start = at + 1
            at = start
            var scale = 0.1
            while at < bytes.count, let digit = digits(bytes[at...at]) {
                fraction += Double(digit) * scale
                scale /= 10
                at += 1
            }
            guard at > start else { return nil }
        }
        guard let offset = offset(bytes[at...]) else { return nil }
        let clock = hour * 3600 + minute * 60 + second
        return UnixTime(Double(daysSince1970(year, month, day) * 86400 + clock - offset) + fraction)
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
        bytes.reduce(Int?.some(0)) { value, byte in
            guard let value, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            return value * 10 + Int(byte - UInt8(ascii: "0"))
        }
    }

    /// Seconds east of UTC.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let sign = bytes.first else { return nil }
        if sign | 0x20 == UInt8(ascii: "z") { return bytes.count == 1 ? 0 : nil }
        let start = bytes.startIndex
        guard bytes.count == 6, sign == UInt8(ascii: "+") || sign == dash, bytes[start + 3] == colon,
            let hours = digits(bytes[start + 1..<start + 3]), let minutes = digits(bytes[start + 4..<start + 6]),
            hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == dash ? -1 : 1)
    }

    private static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days in the proleptic Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension Form where Value == UnixTime {
    static var time: Form {
        Form("an RFC 3339 time such as 2026-11-21T10:03:25.250Z", text: { InternetTime.read($0) })
    }
}
