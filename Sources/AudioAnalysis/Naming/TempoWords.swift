import Music

/// Tempo in a name: `128bpm`, `128 BPM`, `bpm128`, or a bare number that can hardly be anything else.
enum TempoWords {
    struct Finding: Hashable, Sendable {
        var bpm: Double
        var confidence: Double
        /// The word that holds the number.
        var index: Int
    }

    /// - Parameters:
    ///   - keyWords: indices of words that name a key; a number beside one is a tempo.
    ///   - isLoop: whether a word says that this is a loop.
    static func find(in words: NameWords, keyWords: Set<Int>, isLoop: Bool) -> Finding? {
        marked(in: words) ?? bare(in: words, keyWords: keyWords, isLoop: isLoop)
    }

    /// Indices of bare numbers that could be tempi.
    static func bareNumbers(in words: NameWords) -> Set<Int> {
        Set(words.lower.indices.filter { bareNumber(words.lower[$0]) != nil })
    }

    private static func marked(in words: NameWords) -> Finding? {
        for (i, word) in words.lower.enumerated() {
            var number: Double?
            if word.hasSuffix("bpm"), word.count > 3 { number = Double(word.dropLast(3)) }
            if word.hasPrefix("bpm"), word.count > 3 { number = Double(word.dropFirst(3)) }
            if word == "bpm", i > 0 { number = Double(words.lower[i - 1]) }
            if word == "bpm", number == nil, i + 1 < words.lower.count { number = Double(words.lower[i + 1]) }
            if let number, (40...300).contains(number) { return Finding(bpm: number, confidence: 0.97, index: i) }
        }
        return nil
    }

    private static func bare(in words: NameWords, keyWords: Set<Int>, isLoop: Bool) -> Finding? {
        let numbers = words.lower.indices.compactMap { i in bareNumber(words.lower[i]).map { (index: i, bpm: $0) } }
        if let beside = numbers.first(where: { keyWords.contains($0.index - 1) || keyWords.contains($0.index + 1) }) {
            return Finding(bpm: beside.bpm, confidence: 0.85, index: beside.index)
        }
        // Two bare numbers are a catalogue, not a tempo.
        guard isLoop, numbers.count == 1, let only = numbers.first else { return nil }
        return Finding(bpm: only.bpm, confidence: 0.6, index: only.index)
    }

    private static func bareNumber(_ word: String) -> Double? {
        guard (2...3).contains(word.count), word.first != "0", let number = Int(word) else { return nil }
        return (60...200).contains(number) ? Double(number) : nil
    }
}
