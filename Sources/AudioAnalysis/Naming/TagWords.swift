import Music

/// Mood, genre and descriptive words that become tags as they are.
enum TagWords {
    private static let single: Set<String> = Set(
        """
        dark bright uplifting happy sad melancholic melancholy chill chilled calm relaxed relaxing mellow aggressive angry \
        energetic epic dreamy ethereal ambient warm cold deep dirty gritty soft hard heavy funky groovy jazzy romantic \
        mysterious tense haunted eerie cinematic industrial minimal lofi vintage retro organic distorted smooth driving \
        euphoric emotional hypnotic spacey playful trippy tribal glitchy glitch peaceful nostalgic hopeful scary sexy \
        house techno trance dnb dubstep trap hiphop rnb funk soul disco jazz reggae reggaeton edm dub garage breakbeat \
        drill synthwave pop rock metal afrobeat latin phonk electro acid idm jungle electronic acoustic
        """.split(separator: " ").map(String.init))

    /// Two or three words that are one tag.
    private static let compounds: [([String], String)] = [
        (["hip", "hop"], "hip hop"), (["lo", "fi"], "lofi"), (["drum", "and", "bass"], "dnb"),
        (["drum", "n", "bass"], "dnb"),
        (["r", "b"], "rnb"), (["deep", "house"], "deep house"), (["tech", "house"], "tech house"),
    ]

    /// Lower-case tags, in the order of the words.
    static func find(in words: NameWords) -> [Tag] {
        let stems = words.stems
        var found: [String] = []
        var taken: Set<Int> = []
        for (sequence, tag) in compounds where stems.count >= sequence.count {
            for start in 0...stems.count - sequence.count
            where Array(stems[start..<start + sequence.count]) == sequence {
                found.append(tag)
                taken.formUnion(start..<start + sequence.count)
            }
        }
        for (i, stem) in stems.enumerated() where !taken.contains(i) && single.contains(stem) { found.append(stem) }
        return found.compactMap { Tag($0) }
    }
}
