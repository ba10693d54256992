/// A number as people read it: at most `places` decimals, no trailing zeros, never `-0`. Foundation-free.
func decimal(_ value: Double, places: Int = 1) -> String {
    let scale = [1.0, 10, 100, 1_000][min(max(places, 0), 3)]
    let scaled = (value.magnitude * scale).rounded()
    // Past 2^53 a double has no decimals to show.
    guard scaled.isFinite, scaled < 9e15 else { return "\(value)" }
    let number = Int(scaled)
    var unit = Int(scale)
    var fraction = number % unit
    // Appended piece by piece: texts this short need no memory of their own.
    var text = value < 0 && number > 0 ? "-" : ""
    text += String(number / unit)
    if fraction > 0 { text += "." }
    while fraction > 0 {
        unit /= 10
        text += digits[fraction / unit]
        fraction %= unit
    }
    return text
}

private let digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]

/// A span of time in its largest fitting unit: `40 s`, `4 min`, `3.5 h`, `12 days`. Negative spans are `0 s`.
func spell(seconds: Double) -> String {
    switch seconds {
    case ..<0: "0 s"
    case ..<60: "\(decimal(seconds, places: 0)) s"
    case ..<3_600: "\(decimal(seconds / 60, places: 0)) min"
    case ..<86_400: "\(decimal(seconds / 3_600)) h"
    case ..<172_800: "\(decimal(seconds / 86_400)) day\(decimal(seconds / 86_400) == "1" ? "" : "s")"
    default: "\(decimal(seconds / 86_400)) days"
    }
}
