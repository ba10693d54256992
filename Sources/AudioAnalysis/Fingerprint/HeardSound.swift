/// What a listening is measured as, made once and shared by every judge.
struct HeardSound: Sendable {
    let spectrogram: Spectrogram
    let onset: OnsetStrength
    let tempo: TempoEstimator
    let character: SoundCharacter
    let peaks: TonalPeaks
    let tuning: Tuning
    let keyCues: KeyCues
    let roleMeasures: RoleMeasures
    let formMeasures: FormMeasures
    let stereoWidth: Float
    /// Frames within 60 dB of the loudest: what statistics are taken over. At least one.
    let activeFrames: [Int]

    init(_ listening: Listening) {
        let signal = Self.centred(listening.signal)
        spectrogram = Spectrogram(signal)
        onset = OnsetStrength(spectrogram, wraps: listening.isWhole)
        tempo = TempoEstimator(
            TempoSound(
                spectrogram, onset: onset, durationSeconds: listening.durationSeconds, isWhole: listening.isWhole))
        character = SoundCharacter(
            spectrogram, onset: onset, attack: Attack(signal, onsets: onset.onsets),
            durationSeconds: listening.durationSeconds, isWhole: listening.isWhole)
        peaks = TonalPeaks(signal)
        tuning = Tuning(peaks)
        let notes = Notes(peaks, tuning: tuning)
        keyCues = KeyCues(peaks, notes, tuning: tuning)
        let pitch = PitchMeasures(notes)
        roleMeasures = RoleMeasures(
            character: character, spectrogram: spectrogram, onset: onset, peaks: peaks, tuning: tuning, pitch: pitch,
            cues: keyCues, stereoWidth: Double(listening.stereoWidth))
        formMeasures = FormMeasures(character, pitch: pitch, tempo: tempo)
        stereoWidth = listening.stereoWidth
        let power = spectrogram.power
        let peak = power.max() ?? 0
        let active = power.indices.filter { power[$0] > peak * 1e-6 }
        activeFrames = active.isEmpty ? [0] : active
    }

    /// Without a constant part, which is no sound, but would click at both ends of the file.
    private static func centred(_ signal: [Float]) -> [Float] {
        let mean = Float(signal.reduce(0.0) { $0 + Double($1) } / Double(max(1, signal.count)))
        return abs(mean) > 1e-4 ? signal.map { $0 - mean } : signal
    }
}
