import Foundation
import Music

/// Loop, one-shot or texture, from how onsets and level are spread.
enum FormJudge {
    static func judge(_ character: SoundCharacter, tempo: TempoEstimate?) -> Fact<AnalysedAudio.Form> {
        let duration = character.durationSeconds
        // Evidence in log odds. A loop is busy to its end; a one-shot starts and dies away.
        var loop = -1.0
        loop += min(2.5, 0.5 * Double(character.onsets - 2))
        loop += 2.5 * (character.lastOnset - 0.5)
        loop += duration < 0.8 ? -3 : (duration < 1.5 ? -0.5 : 0.5)
        loop += character.tailDB < -35 ? -1.5 : (character.tailDB > -18 ? 0.7 : 0)
        if let tempo, tempo.fitsDuration { loop += 0.7 * tempo.confidence }
        if character.onsets < 3 { loop -= 1.5 }
        let probability = 1 / (1 + exp(-loop))
        if probability >= 0.5 { return Fact(.loop, confidence: probability, source: .analysis) }

        // What is left is one event or none: it dies away, or it lasts.
        var texture = -1.0
        texture += min(2, (duration - 3) / 2)
        texture += character.tailDB > -25 ? 0.8 : -0.8
        texture += character.attackSeconds > 0.15 ? 0.8 : -0.4
        let share = 1 / (1 + exp(-texture))
        return share >= 0.5
            ? Fact(.texture, confidence: (1 - probability) * share, source: .analysis)
            : Fact(.oneShot, confidence: (1 - probability) * (1 - share), source: .analysis)
    }
}
