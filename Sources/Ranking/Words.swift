import Music

/// Puts short texts together, each in the room of the one before: a list has a hundred, and strings that are added up would
/// each ask for memory several times.
struct Words {
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(256) }

    /// Bytes so far.
    var count: Int { bytes.count }

    /// Takes back what was added after the first bytes.
    mutating func cut(to count: Int) { bytes.removeLast(bytes.count - count) }

    mutating func add(_ words: StaticString) {
        words.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func add(_ number: Int) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        add(digits: number.magnitude)
    }

    /// A number as people read it: at most `places` (0…3) decimals, no trailing zeros, never `-0`.
    mutating func add(_ value: Double, places: Int) {
        let unit = [1, 10, 100, 1_000][min(max(places, 0), 3)] as UInt
        let scaled = (value.magnitude * Double(unit)).rounded()
        // Past 2^53 a double has no decimals to show.
        guard scaled.isFinite, scaled < 9e15 else { return add(value.description) }
        let number = UInt(scaled)
        if value < 0, number > 0 { bytes.append(UInt8(ascii: "-")) }
        add(digits: number / unit)
        var (fraction, digit) = (number % unit, unit / 10)
        if fraction > 0 { bytes.append(UInt8(ascii: ".")) }
        while fraction > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(fraction / digit))
            fraction %= digit
            digit /= 10
        }
    }

    private mutating func add(digits number: UInt) {
        var unit: UInt = 1
        while number / unit > 9 { unit *= 10 }
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
    }

    /// A span of time in its largest fitting unit: `40 s`, `4 min`, `3.5 h`, `12 days`. Negative spans are `0 s`.
    mutating func add(seconds: Double) {
        switch seconds {
        case ..<0: add("0 s")
        case ..<60: add(seconds, places: 0, " s")
        case ..<3_600: add(seconds / 60, places: 0, " min")
        case ..<86_400: add(seconds / 3_600, places: 1, " h")
        // What reads as one is one.
        case ..<90_720: add("1 day")
        default: add(seconds / 86_400, places: 1, " days")
        }
    }

    /// A distance in BPM with as many decimals as it takes not to read 0.
    mutating func add(bpm distance: Double) {
        for places in 1...3 where (distance * [1.0, 10, 100, 1_000][places]).rounded() > 0 {
            return add(distance, places: places)
        }
        add("less than 0.001")
    }

    mutating func add(_ value: Double, places: Int, _ unit: StaticString) {
        add(value, places: places)
        add(unit)
    }

    /// The texts of some tags with something between them.
    mutating func add(_ tags: [Tag], between: StaticString) {
        for (place, tag) in tags.enumerated() {
            if place > 0 { add(between) }
            add(tag.text)
        }
    }

    /// What was put together. The next text begins empty.
    mutating func take() -> String {
        defer { bytes.removeAll(keepingCapacity: true) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same with a capital letter at the beginning. Cases of ASCII letters are a bit apart; only others need Unicode's
    /// tables.
    mutating func takeSentence() -> String {
        guard let first = bytes.first else { return take() }
        if first >= 0x80 {
            let text = take()
            return text.prefix(1).uppercased() + text.dropFirst()
        }
        if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) { bytes[0] = first - 0x20 }
        return take()
    }
}

/// A number as ``Words/add(_:places:)`` puts it.
func decimal(_ value: Double, places: Int) -> String {
    var words = Words()
    words.add(value, places: places)
    return words.take()
}
