/// The words of a file or folder name, as the separators cut it.
struct NameWords: Hashable, Sendable {
    /// As written, in order. `#`, `♯` and `♭` belong to words, a point between digits too.
    let words: [String]
    /// The same in lower case.
    let lower: [String]

    /// - Parameter name: without its suffix.
    init(_ name: String) {
        var words: [String] = []
        var word = ""
        let characters = Array(name)
        for (i, character) in characters.enumerated() {
            let isDecimalPoint =
                character == "." && i > 0 && i + 1 < characters.count && characters[i - 1].isNumber
                && characters[i + 1].isNumber
            if character.isLetter || character.isNumber || "#♯♭".contains(character) || isDecimalPoint {
                word.append(character)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        self.words = words
        lower = words.map { $0.lowercased() }
    }

    /// The lower-case words without trailing digits (`kick01` is `kick`), for looking up in a vocabulary.
    var stems: [String] {
        lower.map { word in
            let letters = word.prefix { !$0.isNumber }
            return letters.count >= 3 ? String(letters) : word
        }
    }
}
