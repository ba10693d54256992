import Foundation

/// A tempo that a sound may have, with what speaks for and against it.
struct TempoCandidate: Sendable {
    var bpm: Double
    /// Whole beats that fill the loop at it; `nil` when it was only heard.
    var beats: Int?
    /// Whether whole bars at a whole number of BPM fill the loop.
    var fillsBars: Bool
    /// In the order of ``names``; 0 where something cannot be told.
    var measures: [Double]

    /// Agreement one beat later.
    var periodicity: Double { max(0, measures[0]) }

    static let names = [
        "beat", "2 beats", "4 beats", "1/2 beat", "1/4 beat", "3/2 beat", "3 beats", "1/3 beat", "8 beats",
        "4 beats unknown", "low beat", "low 2 beats", "low 4 beats", "low 1/2 beat", "high beat", "high 2 beats",
        "high 1/2 beat", "high 1/4 beat", "fits file", "fits trimmed", "integer", "half integer", "whole bars",
        "power of two", "integer bars", "pace", "pace²", "density", "density²", "low density", "high density",
        "on beat", "on offbeat", "on sixteenth", "onsets on sixteenths", "onsets on eighths", "onsets on beats",
        "low even", "low first", "backbeat", "half time", "density × pace", "beats", "slow", "fast", "integer × pace",
        "too slow",
        "too fast", "silent", "integer of few onsets",
    ]

    /// All that is worth weighing, none twice.
    static func all(_ sound: TempoSound) -> [TempoCandidate] {
        var found: [TempoCandidate] = []
        func add(_ bpm: Double, beats: Int?, length: LoopLength?) {
            let nearest = beats == nil ? 0.012 : 0.004
            guard range.contains(bpm), !found.contains(where: { abs($0.bpm / bpm - 1) < nearest }) else { return }
            let fillsBars = length.map { sound.isInteger(bpm, $0) && (beats ?? 1) % 4 == 0 } ?? false
            let measures = sound.measures(bpm, beats: beats, length)
            found.append(TempoCandidate(bpm: bpm, beats: beats, fillsBars: fillsBars, measures: measures))
        }
        for length in sound.lengths {
            let most = Int(range.upperBound * length.seconds / 60)
            for beats in stride(from: 1, through: min(256, most), by: 1) where isPlausible(beats) {
                let bpm = 60 * Double(beats) / length.seconds
                add(sound.isInteger(bpm, length) ? bpm.rounded() : bpm, beats: beats, length: length)
            }
        }
        for bpm in sound.peaks { add(bpm, beats: nil, length: nil) }
        return found
    }

    /// The tempi that are considered, in BPM.
    static let range = 50.0...210.0

    /// Bars of four, or less than two bars.
    private static func isPlausible(_ beats: Int) -> Bool { beats <= 8 || beats % 4 == 0 }
}
