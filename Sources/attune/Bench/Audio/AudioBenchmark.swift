import AudioAnalysis

/// Scores by group, in the order they are shown.
struct AudioBenchmark {
    private(set) var groups: [(name: String, score: AudioScore)] = [("all", AudioScore())]

    mutating func add(_ heard: AnalysedAudio, truth: AudioTruth.Item) {
        var names = ["all", truth.group]
        if truth.bpm != nil, truth.form == "loop", (truth.bars ?? 2) >= 2, truth.drums == true {
            names.append("with drums, 2 bars or more")
        }
        if truth.genre == "plain" { names.append("plain patterns") }
        for name in names {
            if !groups.contains(where: { $0.name == name }) { groups.append((name, AudioScore())) }
            for index in groups.indices where groups[index].name == name {
                groups[index].score.add(heard, truth: truth)
            }
        }
    }

    /// Name of the group, then of the share: its value, 0…1.
    var values: [String: [String: Double]] {
        Dictionary(
            uniqueKeysWithValues: groups.map { group in
                (group.name, Dictionary(uniqueKeysWithValues: group.score.shares.map { ($0.name, $0.share.value) }))
            })
    }
}
