import Music

/// The network's tags as moods, genres and words of the library.
enum ListenerTags {
    /// Less probable tags say nothing: half of the network's tags come at 0.01 for any sound.
    static let floor = 0.1
    /// How many a sound gets at most.
    static let most = 6

    /// - Parameter probabilities: in the order of ``Network/tags``.
    static func tags(_ probabilities: [Double]) -> [Fact<Tag>] {
        var found: [Tag: Double] = [:]
        for (name, probability) in zip(Network.tags, probabilities) where probability >= floor {
            guard let tag = word(name).flatMap({ Tag($0) }) else { continue }
            found[tag] = max(found[tag] ?? 0, probability)
        }
        return found.map { Fact($0, confidence: $1, source: .analysis) }
            .sorted { ($1.confidence, $0.value) < ($0.confidence, $1.value) }.prefix(most).map { $0 }
    }

    /// The library's word for a listener's tag; `nil` for decades and for praise, which describe no sound.
    private static func word(_ name: String) -> String? {
        switch name {
        case "00s", "90s", "80s", "70s", "60s", "oldies", "catchy", "beautiful": nil
        case "chillout": "chill"
        case "female vocalists", "female vocalist", "male vocalists": "vocals"
        case "electronica": "electronic"
        case "Hip-Hop": "hip-hop"
        case "rnb": "r&b"
        case "alternative rock": "alternative"
        case "indie rock", "indie pop": "indie"
        default: name.lowercased()
        }
    }
}
