import Music

/// Why a sample may not be suggested at all, with the number that decided.
public struct Exclusion: Hashable, Sendable {
    public enum Cause: String, CaseIterable, Hashable, Sendable {
        case tempo, key, role, playing
        case bannedSample = "banned_sample"
        case bannedPack = "banned_pack"
        case bannedTag = "banned_tag"
    }

    public var cause: Cause
    /// For people: what was asked, what the sample is, and by how much they differ.
    public var text: String
}

extension Query {
    /// Everything that keeps a sample out of the lists of this query under some filters; empty when nothing does.
    ///
    /// - Parameters:
    ///   - isPlaying: whether the session says it plays the sample.
    ///   - filters: those of the list, which may be loosened.
    public func exclusions(of sample: SampleFacts, isPlaying: Bool, under filters: Filters) -> [Exclusion] {
        var exclusions: [Exclusion] = []
        func exclude(_ cause: Exclusion.Cause, _ text: String) {
            exclusions.append(Exclusion(cause: cause, text: text))
        }
        if taste.bannedSamples.contains(sample.id) { exclude(.bannedSample, "you banned this sample") }
        if taste.bannedPacks.contains(sample.pack) { exclude(.bannedPack, "you banned its pack, \(sample.pack)") }
        for tag in sample.tags where taste.bannedTags.contains(tag) {
            exclude(.bannedTag, "you banned its tag, \(tag.text)")
        }
        if isPlaying { exclude(.playing, "the project plays it already") }
        if let tempo = sample.tempo?.value, let bpm = context.bpm, !filters.admits(tempo: tempo) {
            let distance = TempoMatch(sample: tempo, session: bpm).distance
            var words = Words()
            words.add(tempo, places: 2, " BPM is ")
            words.add(bpm: distance)
            words.add(" from ")
            words.add(bpm, places: 2, " at the best of its own, half and double time; the tolerance is ")
            words.add(filters.tolerance, places: 2)
            exclude(.tempo, words.take())
        }
        if let key = sample.key?.value, sample.keyFilters, let wished = filters.key, !filters.admits(key: key) {
            var words = Words()
            words.add(key.name)
            words.add(" is ")
            words.add(KeyRelation(key, wished), of: key, to: wished)
            words.add("; the key policy is ")
            words.add(filters.policy.rawValue)
            exclude(.key, words.take())
        }
        if let roles = filters.roles, !filters.admits(role: sample.role?.value) {
            let heard = sample.role.map { "it is \($0.value.rawValue)" } ?? "its role is unknown"
            let asked = Role.allCases.filter(roles.contains).map(\.rawValue).joined(separator: " or ")
            exclude(.role, "\(heard); \(gap.map { "\($0.text), so " } ?? "")\(asked) is asked for")
        }
        return exclusions
    }
}
