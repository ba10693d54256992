import Foundation

/// What tells loops, one-shots and textures apart, by name, in a fixed order: how onsets and level are spread, and whether a
/// tempo fits.
struct FormMeasures: Sendable {
    let values: [Double]

    static let names = [
        "onsets", "onsetRate", "lastOnset", "tail", "active", "attack", "duration", "duration²", "short", "few onsets",
        "dynamics", "persistence", "pitchMotion", "tempo", "fits", "integer bars", "periodicity",
    ]

    init(_ character: SoundCharacter, pitch: PitchMeasures, tempo: TempoEstimator) {
        let duration = log2(max(0.02, min(64, character.durationSeconds)))
        let best = tempo.best
        values = [
            log2(1 + Double(character.onsets)), character.onsetsPerSecond.squareRoot(), character.lastOnset,
            character.tailDB / 10, character.activeShare, log2(character.attackSeconds + 0.01), duration,
            duration * duration, character.durationSeconds < 0.8 ? 1 : 0, character.onsets < 3 ? 1 : 0,
            min(6, character.dynamicsDB / 10), pitch.persistence, pitch.motion, best?.probability ?? 0,
            best?.candidate.beats == nil ? 0 : 1, best?.candidate.fillsBars == true ? 1 : 0,
            best?.candidate.periodicity ?? 0,
        ]
    }
}
