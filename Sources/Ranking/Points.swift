/// What each component contributed to one score. The score is the sum of exactly these doubles, in this order, so the
/// parts that are shown add up to the whole that is shown.
public struct Points: Hashable, Sendable {
    var similarity = 0.0
    var tempo = 0.0
    var key = 0.0
    var mood = 0.0
    var genre = 0.0
    var energy = 0.0
    var freshness = 0.0
    var taste = 0.0
    var fatigue = 0.0
    var readiness = 0.0

    /// No points from anything.
    public static var none: Points { Points() }

    /// The score. Leaving out components that are 0 does not change it by a bit.
    public var total: Double {
        similarity + tempo + key + mood + genre + energy + freshness + taste + fatigue + readiness
    }

    public subscript(component: Component) -> Double {
        switch component {
        case .similarity: similarity
        case .tempo: tempo
        case .key: key
        case .mood: mood
        case .genre: genre
        case .energy: energy
        case .freshness: freshness
        case .taste: taste
        case .fatigue: fatigue
        case .readiness: readiness
        }
    }
}
