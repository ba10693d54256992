import Music

/// Moods by rule from brightness, energy and density: weak evidence, and said so. Only the clear ends of a scale speak.
enum MoodRules {
    static func moods(brightness: Double, energy: Double, density: Double, form: AnalysedAudio.Form) -> [Fact<Tag>] {
        var moods: [(String, Double)] = []
        // A single hit has no mood.
        guard form != .oneShot else { return [] }
        if brightness < 0.3 { moods.append(("dark", 0.5 + min(0.15, 0.3 - brightness))) }
        if brightness > 0.75 { moods.append(("bright", 0.5 + min(0.15, brightness - 0.75))) }
        if energy > 0.8 { moods.append(("energetic", 0.5 + min(0.15, energy - 0.8))) }
        if energy < 0.3, density < 0.35 { moods.append(("calm", 0.5 + min(0.15, 0.3 - energy))) }
        return moods.compactMap { word, confidence in
            Tag(word).map { Fact($0, confidence: confidence, source: .analysis) }
        }
    }
}
