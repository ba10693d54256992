import Music

/// Joins what was heard with what the file and its name say, field by field.
struct Judgement {
    let audio: AnalysedAudio

    init(listening: Listening, names: NameFacts) {
        let spectrogram = Spectrogram(listening.signal)
        let onset = OnsetStrength(spectrogram, wraps: listening.isWhole)
        let duration = Double(listening.frames) / Double(listening.format.sampleRate)
        let estimate = TempoEstimator(onset: onset, durationSeconds: duration, isWhole: listening.isWhole).estimate()
        let peaks = TonalPeaks(listening.signal)
        let chroma = Chroma(peaks)
        let keys = KeyEstimator(chroma: chroma)
        var key: Fact<Key>?
        if let best = keys.best, peaks.tonalShare > 0.3 {
            key = Fact(best.key, confidence: best.probability, source: .analysis)
        }
        audio = AnalysedAudio(
            identity: listening.identity, sampleRate: listening.format.sampleRate, channels: listening.format.channels,
            frames: listening.frames,
            tempo: names.tempo ?? estimate.map { Fact($0.bpm, confidence: $0.confidence, source: .analysis) },
            key: names.key ?? key, role: names.role,
            form: Fact(duration > 1 ? .loop : .oneShot, confidence: 0.5, source: .analysis), tags: [],
            energy: 0.5, brightness: 0.5, density: 0.5, loudnessLUFS: listening.loudnessLUFS,
            truePeakDB: listening.truePeakDB,
            fingerprint: Fingerprint.vector(of: spectrogram, chroma: chroma))
    }
}
