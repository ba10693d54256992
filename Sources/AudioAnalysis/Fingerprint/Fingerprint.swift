/// A fixed-length, deterministic description of how a sound sounds: timbre, its movement, harmony, rhythm and shape.
///
/// Parts, in order: log-mel statistics (80), mel-frequency cepstrum with deltas (60), chroma (18), level envelope (16),
/// modulation spectrum (36), attack spectrum (20), contrast (10), and single measures (16). Each value is standardised by
/// ``FingerprintScale``, limited to ±3, weighted so that a part counts as much as ``weights`` says and not as it is long,
/// and the whole is of unit length.
enum Fingerprint {
    static let dimension = 256

    /// Length and weight of each part.
    private static let parts: [(count: Int, weight: Float)] = [
        (80, 1.0), (60, 1.0), (18, 0.6), (16, 0.8), (36, 1.0), (20, 0.8), (10, 0.6), (16, 1.8),
    ]

    /// The unit vector, or empty when nothing can be said (a silent or broken measure).
    static func vector(of sound: HeardSound) -> [Float16] {
        let raw = values(of: sound)
        guard raw.count == dimension, raw.allSatisfy(\.isFinite) else { return [] }
        var values: [Float] = []
        var index = 0
        for part in parts {
            let factor = part.weight / Float(part.count).squareRoot()
            for _ in 0..<part.count {
                let standard = (raw[index] - FingerprintScale.means[index]) / FingerprintScale.deviations[index]
                values.append(max(-3, min(3, standard)) * factor)
                index += 1
            }
        }
        var power: Float = 0
        for value in values { power += value * value }
        guard power > 0 else { return [] }
        let norm = power.squareRoot()
        return values.map { Float16($0 / norm) }
    }

    /// The measures before standardisation.
    static func values(of sound: HeardSound) -> [Float] {
        TimbreMeasures.melStatistics(sound) + TimbreMeasures.cepstrum(sound) + harmony(sound)
            + ShapeMeasures.envelope(sound) + ShapeMeasures.modulation(sound) + TimbreMeasures.attack(sound)
            + TimbreMeasures.contrast(sound) + ShapeMeasures.single(sound)
    }

    /// Chroma, and how it agrees with itself transposed by 1…6 semitones, which does not depend on the key.
    private static func harmony(_ sound: HeardSound) -> [Float] {
        let chroma = sound.keyCues.harmonic.map { Float($0) }
        let turned = (1...6).map { step -> Float in
            (0..<12).reduce(0) { $0 + chroma[$1] * chroma[($1 + step) % 12] }
        }
        return chroma + turned
    }
}
