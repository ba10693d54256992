import Music

/// Key in a name: `Am`, `C#min`, `F sharp minor`, `8A`, or a lone note where a lone note means the key.
enum KeyWords {
    struct Finding: Hashable, Sendable {
        var tonic: PitchClass
        /// `nil` for a lone note.
        var mode: Mode?
        var confidence: Double
        /// The words it was read from.
        var indices: Range<Int>
    }

    /// - Parameters:
    ///   - numbers: indices of words that may be a tempo; doubtful spellings count only beside one.
    ///   - isPitched: whether another word names something that plays notes.
    static func find(in words: NameWords, numbers: Set<Int>, isPitched: Bool) -> Finding? {
        let findings = words.words.indices.compactMap { index in
            finding(at: index, in: words, numbers: numbers, isPitched: isPitched)
        }
        return findings.max { $0.confidence < $1.confidence }
    }

    private static func finding(
        at index: Int, in words: NameWords, numbers: Set<Int>, isPitched: Bool
    ) -> Finding? {
        let word = words.words[index]
        let beside = numbers.contains(index - 1) || numbers.contains(index + 1)
        if let key = camelot(word) {
            // `2B` alone may be a take; beside a tempo it is the Camelot wheel.
            return Finding(
                tonic: key.tonic, mode: key.mode, confidence: beside ? 0.9 : 0.55, indices: index..<index + 1)
        }
        guard let note = Note(word) else { return nil }
        let next = index + 1 < words.lower.count ? words.lower[index + 1] : ""
        if note.rest.isEmpty {
            return spelledOut(note, at: index, in: words)
                ?? lone(note, at: index, words: words, beside: beside, isPitched: isPitched)
        }
        guard let mode = Note.mode(of: note.rest) else {
            return octave(note, at: index, isPitched: isPitched)
        }
        let isShort = note.rest == "m" || note.rest == "M"
        if isShort {
            let isMixedCase = note.isUppercase && note.rest == "m"
            if !isMixedCase && !beside { return nil }
            let before = index > 0 ? words.lower[index - 1] : ""
            if word.lowercased() == "am", !beside, isSentence(before: before, after: next) { return nil }
        }
        return Finding(tonic: note.pitch, mode: mode, confidence: 0.93, indices: index..<index + 1)
    }

    /// `C minor`, `F sharp`, `F sharp min`.
    private static func spelledOut(_ note: Note, at index: Int, in words: NameWords) -> Finding? {
        var pitch = note.pitch
        var next = index + 1
        var isAltered = false
        if next < words.lower.count, ["sharp", "flat"].contains(words.lower[next]) {
            pitch = pitch.transposed(by: words.lower[next] == "sharp" ? 1 : -1)
            next += 1
            isAltered = true
        }
        if next < words.lower.count, words.lower[next].count > 1, let mode = Note.mode(of: words.lower[next]) {
            return Finding(tonic: pitch, mode: mode, confidence: 0.95, indices: index..<next + 1)
        }
        return isAltered ? Finding(tonic: pitch, mode: nil, confidence: 0.85, indices: index..<next) : nil
    }

    /// A note alone: with an accidental it is one; a bare letter only beside a tempo, or in the name of something that
    /// plays notes, last or straight after its word (`A`, `B` and `C` also number takes).
    private static func lone(
        _ note: Note, at index: Int, words: NameWords, beside: Bool, isPitched: Bool
    ) -> Finding? {
        let indices = index..<index + 1
        if note.isAltered, note.isUppercase {
            return Finding(tonic: note.pitch, mode: nil, confidence: 0.85, indices: indices)
        }
        if beside { return Finding(tonic: note.pitch, mode: nil, confidence: 0.8, indices: indices) }
        guard isPitched, index > 0 else { return nil }
        if index == words.words.count - 1 {
            return Finding(tonic: note.pitch, mode: nil, confidence: 0.7, indices: indices)
        }
        // `guit_e_slide`: straight after the instrument.
        let before = RoleWords.roles[words.stems[index - 1]]
        guard let before, RoleWords.pitched.contains(before.role), words.lower[index] != "a" else { return nil }
        return Finding(tonic: note.pitch, mode: nil, confidence: 0.6, indices: indices)
    }

    /// `C3`, `F#2`: the note a sampler plays.
    private static func octave(_ note: Note, at index: Int, isPitched: Bool) -> Finding? {
        guard note.rest.count == 1, let octave = Int(note.rest), (0...8).contains(octave), note.isUppercase,
            isPitched || note.isAltered
        else { return nil }
        return Finding(tonic: note.pitch, mode: nil, confidence: 0.75, indices: index..<index + 1)
    }

    /// "Am" as the verb: "I Am", "Who Am I".
    private static func isSentence(before: String, after: String) -> Bool {
        ["i", "who", "what", "where", "how", "so", "why", "when"].contains(before)
            || ["i", "a", "an", "the", "not", "so", "your", "here", "on", "in", "my", "radio"].contains(after)
    }

    /// `8A` is A minor, `8B` C major; a step on the wheel is a fifth.
    private static func camelot(_ word: String) -> (tonic: PitchClass, mode: Mode)? {
        guard let letter = word.last, letter == "A" || letter == "B", let hour = Int(word.dropLast()),
            (1...12).contains(hour), word.first != "0"
        else { return nil }
        return letter == "A" ? (PitchClass(9 + 7 * (hour - 8)), .minor) : (PitchClass(7 * (hour - 8)), .major)
    }
}
