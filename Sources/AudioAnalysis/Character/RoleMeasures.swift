import Foundation

/// What tells roles apart, by name, in a fixed order.
struct RoleMeasures: Sendable {
    let values: [Double]

    static let names = [
        "tonalShare", "agreement", "polyphony", "lowestPitch", "topPitch", "spread", "unpitchedShare", "pitchMotion",
        "persistence", "pitchClassSpread", "harmonicShare", "lowShare", "highShare", "flatness", "centroid",
        "onsetRate", "lowRise", "midRise", "highRise", "broadband", "attack", "tail", "active", "dynamics", "duration",
        "onsets", "lastOnset", "width",
    ]

    init(
        character: SoundCharacter, spectrogram: Spectrogram, onset: OnsetStrength, peaks: TonalPeaks, tuning: Tuning,
        pitch: PitchMeasures, cues: KeyCues, stereoWidth: Double
    ) {
        let rise = RiseMeasures(spectrogram, onset: onset)
        let mean = 1.0 / 12
        let spread = cues.byLength.reduce(0) { $0 + ($1 > 0 ? -$1 * log2($1) : 0) } / log2(1 / mean)
        values = [
            peaks.tonalShare, tuning.agreement, pitch.polyphony, pitch.lowest / 12, pitch.top / 12, pitch.spread / 12,
            pitch.unpitchedShare, pitch.motion, pitch.persistence, spread, pitch.level, character.lowShare,
            rise.highShare, character.flatness.squareRoot(), log2(max(30, character.centroidHertz)),
            character.onsetsPerSecond.squareRoot(), rise.low, rise.middle, rise.high, rise.broadband,
            log2(character.attackSeconds + 0.01), character.tailDB / 10, character.activeShare,
            min(6, character.dynamicsDB / 10), log2(max(0.02, min(64, character.durationSeconds))),
            log2(1 + Double(character.onsets)), character.lastOnset, stereoWidth.squareRoot(),
        ]
    }
}

/// How the notes lie and move.
struct PitchMeasures {
    /// Notes at a time, where there are any.
    private(set) var polyphony = 0.0
    /// Medians over the moments with notes, MIDI numbers; 60 without any.
    private(set) var lowest = 60.0
    private(set) var top = 60.0
    /// Mean distance from the lowest to the highest note, semitones.
    private(set) var spread = 0.0
    /// Share of the moments without a note.
    private(set) var unpitchedShare = 1.0
    /// How often the most salient note is another than the moment before, 0…1.
    private(set) var motion = 0.0
    /// Share of the notes that go on into the next moment, 0…1.
    private(set) var persistence = 0.0
    /// How concentrated the salience is on the first note, 0…1.
    private(set) var level = 0.0

    init(_ notes: Notes) {
        let sums = notes.moments.map { $0.reduce(Float(0)) { $0 + $1.salience } }
        let threshold = 0.05 * (sums.max() ?? 0)
        let heard = notes.moments.indices.filter { sums[$0] > threshold && !notes.moments[$0].isEmpty }
        guard !heard.isEmpty else { return }
        let count = Double(heard.count)
        unpitchedShare = 1 - count / Double(notes.moments.count)
        var lows: [Int] = []
        var tops: [Int] = []
        var (going, all, moved, pairs) = (0, 0, 0, 0)
        for moment in heard {
            let now = notes.moments[moment]
            let pitches = now.map(\.pitch)
            let strong = now.count { $0.salience > 0.4 * now[0].salience }
            polyphony += Double(strong) / count
            lows.append(pitches.min() ?? 60)
            tops.append(now[0].pitch)
            spread += Double((pitches.max() ?? 0) - (pitches.min() ?? 0)) / count
            level += Double(now[0].salience / sums[moment]) / count
            guard moment + 1 < notes.moments.count, let next = notes.moments[moment + 1].first else { continue }
            pairs += 1
            if next.pitch != now[0].pitch { moved += 1 }
            all += now.count
            going += now.count { note in notes.moments[moment + 1].contains { $0.pitch == note.pitch } }
        }
        lowest = Double(lows.sorted()[lows.count / 2])
        top = Double(tops.sorted()[tops.count / 2])
        motion = pairs > 0 ? Double(moved) / Double(pairs) : 0
        persistence = all > 0 ? Double(going) / Double(all) : 0
    }
}

/// How the bands rise: drums rise in all at once.
struct RiseMeasures {
    /// Mean rise per frame below 250 Hz, to 2.5 kHz, and above, dB.
    private(set) var low = 0.0
    private(set) var middle = 0.0
    private(set) var high = 0.0
    /// Share of the bands that rise at an onset, 0…1.
    private(set) var broadband = 0.0
    /// Share of the power above 2.5 kHz, root.
    private(set) var highShare = 0.0

    init(_ spectrogram: Spectrogram, onset: OnsetStrength) {
        let bands = Spectrogram.bands
        let floor = max(Spectrogram.floor, (spectrogram.mel.max() ?? 0) - 50)
        func rise(_ band: Int, _ frame: Int) -> Float {
            max(0, max(floor, spectrogram.band(band, at: frame)) - max(floor, spectrogram.band(band, at: frame - 2)))
        }
        var sums = [Double](repeating: 0, count: bands)
        for frame in 2..<max(3, spectrogram.frames) where frame < spectrogram.frames {
            for band in 0..<bands { sums[band] += Double(rise(band, frame)) }
        }
        let frames = Double(max(1, spectrogram.frames - 2))
        func mean(_ range: Range<Int>) -> Double {
            sums[range].reduce(0, +) / frames / Double(range.count)
        }
        low = mean(0..<5)
        middle = mean(5..<24)
        high = mean(24..<bands)
        let starts = onset.onsets.filter { $0 >= 2 && $0 < spectrogram.frames }
        for frame in starts {
            let rising = (0..<bands).count { rise($0, frame) > 6 }
            broadband += Double(rising) / Double(bands) / Double(starts.count)
        }
        var (above, total) = (0.0, 0.0)
        for frame in 0..<spectrogram.frames {
            for band in 0..<bands {
                let power = pow(10, Double(spectrogram.band(band, at: frame)) / 10) * Double(band + 6)
                total += power
                if band >= 24 { above += power }
            }
        }
        highShare = total > 0 ? (above / total).squareRoot() : 0
    }
}
