/// How much each scale degree is heard in a key, tonic first, twelve semitones.
struct KeyProfile: Sendable {
    let major: [Double]
    let minor: [Double]

    /// Faraldo, Jordà, Herrera: "A Multi-Profile Method for Key Estimation in EDM" (2017), the `bgate` pair.
    static let electronic = KeyProfile(
        major: [1.00, 0.00, 0.42, 0.00, 0.53, 0.37, 0.00, 0.77, 0.00, 0.38, 0.21, 0.30],
        minor: [1.00, 0.00, 0.36, 0.39, 0.00, 0.38, 0.00, 0.74, 0.27, 0.00, 0.42, 0.23])
}
