/// Why a text is not a key.
public enum KeyParseError: Error, Hashable, Sendable {
    /// The text is in none of the accepted forms.
    case unknown(String)
    /// A tonic alone, which is major or minor only with a mode beside it.
    case missingMode(PitchClass)
}

extension KeyParseError: CustomStringConvertible {
    /// One sentence that names the accepted forms.
    public var description: String {
        switch self {
        case .unknown(let text):
            "“\(text)” is not a key. \(Self.acceptedForms)"
        case .missingMode(let tonic):
            "“\(tonic.name)” needs a mode: send “\(tonic.name) major” or “\(tonic.name) minor”, or the field mode."
        }
    }

    /// What a person may write.
    public static let acceptedForms =
        "Accepted are a tonic with a mode (“A minor”, “Am”, “F#m”, “Gb major”, “D dorian”), Camelot (“8A”) and Open Key (“1m”)."
}

/// What a text says about the key: all of it, or the tonic alone.
public enum KeyText: Hashable, Sendable {
    case key(Key)
    /// `"A"`: the mode is still to come.
    case tonic(PitchClass)

    /// Reads a tonic and mode (`A minor`, `Am`, `a min`, `F#m`, `Gb major`, `A♭`, `F sharp minor`, `D dorian`), a Camelot
    /// code (`8A`) or an Open Key code (`4m`, `4d`). Case matters only in a lone `M` (major) or `m` (minor).
    public static func parse(_ text: some StringProtocol) throws(KeyParseError) -> KeyText {
        let joined = String(text.filter { !$0.isWhitespace && $0 != "-" && $0 != "_" })
        if let key = wheelCode(text.filter { !$0.isWhitespace }) { return .key(key) }
        var rest = Substring(joined)
        guard let tonic = PitchClass.read(from: &rest) else { throw .unknown(String(text)) }
        for (word, shift) in [("sharp", 1), ("flat", -1)] where rest.lowercased().hasPrefix(word) {
            rest = rest.dropFirst(word.count)
            return try finish(tonic.transposed(by: shift), rest, of: String(text))
        }
        return try finish(tonic, rest, of: String(text))
    }

    private static func finish(
        _ tonic: PitchClass, _ rest: Substring, of text: String
    ) throws(KeyParseError) -> KeyText {
        if rest.isEmpty { return .tonic(tonic) }
        guard let mode = Mode(parsing: rest) else { throw .unknown(text) }
        return .key(Key(tonic: tonic, mode: mode))
    }

    /// `8A` or `8B` (Camelot), `1m` or `1d` (Open Key), 1…12, letters in either case.
    private static func wheelCode(_ text: some BidirectionalCollection<Character>) -> Key? {
        guard let letter = text.last, let number = Int(String(text.dropLast())), (1...12).contains(number),
            text.first?.isNumber == true
        else { return nil }
        switch letter {
        case "A", "a": return Key(fifths: number - 8, mode: .minor)
        case "B", "b": return Key(fifths: number - 8, mode: .major)
        case "M", "m": return Key(fifths: number - 1, mode: .minor)
        case "D", "d": return Key(fifths: number - 1, mode: .major)
        default: return nil
        }
    }
}

extension Key {
    /// Reads a complete key in any form ``KeyText/parse(_:)`` knows; a tonic alone is ``KeyParseError/missingMode(_:)``.
    public init(parsing text: some StringProtocol) throws(KeyParseError) {
        switch try KeyText.parse(text) {
        case .key(let key): self = key
        case .tonic(let tonic): throw .missingMode(tonic)
        }
    }
}
