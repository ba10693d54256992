/// How much each scale degree is heard in a key, tonic first, twelve semitones.
struct KeyProfile: Sendable {
    let major: [Double]
    let minor: [Double]

    /// Sha'ath: "Estimation of Key in Digital Music Recordings" (2011). Of nine published pairs the best by measurement,
    /// see `docs/decisions/0010-key-by-cues.md`.
    static let shaath = KeyProfile(
        major: [6.6, 2.0, 3.5, 2.3, 4.6, 4.0, 2.5, 5.2, 2.4, 3.7, 2.3, 3.4],
        minor: [6.5, 2.7, 3.5, 5.4, 2.6, 3.5, 2.5, 5.2, 4.0, 2.7, 4.3, 3.2])
}
