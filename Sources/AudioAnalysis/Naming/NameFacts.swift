package import Music

/// What the names of a file and its folders say. Every value is as the words have it; nothing is guessed.
package struct NameFacts: Hashable, Sendable {
    package var tempo: Fact<Double>?
    package var key: Fact<Key>?
    /// A tonic without a mode, as in `bass_C.wav`.
    package var tonic: Fact<PitchClass>?
    package var role: Fact<Role>?
    package var form: AnalysedAudio.Form?
    /// In the order found, without repeats.
    package var tags: [Fact<Tag>] = []

    /// What is worth less in a folder's name than in the file's.
    private static let folderTrust = 0.85

    /// - Parameters:
    ///   - fileName: with its suffix.
    ///   - folders: names of the folders that lead to it, outermost first; the nearest says most.
    package init(fileName: String, folders: some BidirectionalCollection<String> = []) {
        let base = fileName.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(fileName[..<$0]) } ?? fileName
        add(NameWords(base), trust: 1, isFile: true)
        for folder in folders.reversed() { add(NameWords(folder), trust: Self.folderTrust, isFile: false) }
    }

    private mutating func add(_ words: NameWords, trust: Double, isFile: Bool) {
        let found = RoleWords.find(in: words)
        if role == nil, let found { role = Fact(found.role, confidence: found.weight * trust, source: .name) }
        if form == nil { form = RoleWords.form(in: words) }
        for tag in TagWords.find(in: words) where !tags.contains(where: { $0.value == tag }) {
            tags.append(Fact(tag, confidence: 0.9 * trust, source: .name))
        }
        let isPitched = role.map { RoleWords.pitched.contains($0.value) } ?? false
        let numbers = TempoWords.bareNumbers(in: words)
        let key = KeyWords.find(in: words, numbers: numbers, isPitched: isPitched)
        let keyWords = Set(key?.indices ?? 0..<0)
        // A folder's lone notes and bare numbers are catalogue marks.
        if tempo == nil, let found = TempoWords.find(in: words, keyWords: keyWords, isLoop: form == .loop),
            isFile || found.confidence > 0.9
        {
            tempo = Fact(found.bpm, confidence: found.confidence * (isFile ? 1 : 0.93), source: .name)
        }
        guard self.key == nil, tonic == nil, let key, isFile || key.mode != nil && key.confidence > 0.9 else { return }
        if let mode = key.mode {
            self.key = Fact(Key(tonic: key.tonic, mode: mode), confidence: key.confidence * trust, source: .name)
        } else {
            tonic = Fact(key.tonic, confidence: key.confidence * trust, source: .name)
        }
    }
}
