/// How much new sound starts at each moment: the half-wave rectified rise of the mel bands, averaged over bands.
/// (Spectral flux on a logarithmic scale, as in Böck and Widmer 2013 without the maximum filter.)
struct OnsetStrength: Sendable {
    /// One value per frame of the spectrogram.
    let values: [Float]
    /// The same of the bands below 250 Hz, where kicks and basses start, …
    let low: [Float]
    /// … and of those above 2.5 kHz, where snares and hats do.
    let high: [Float]
    /// Frames where something starts, in order.
    let onsets: [Int]

    /// Decibels below the loudest band that no longer count: noise floors have no onsets.
    private static let range: Float = 50
    /// Mean rise of the bands, in dB, that counts as an onset; steady noise flickers by 2.
    private static let least: Float = 3

    private static let lowBands = 5
    private static let highBands = 24

    /// - Parameter wraps: whether the end leads into the beginning, as in a loop.
    init(_ spectrogram: Spectrogram, wraps: Bool) {
        let frames = spectrogram.frames
        let loudest = spectrogram.mel.max() ?? Spectrogram.floor
        let floor = max(Spectrogram.floor, loudest - Self.range)
        var (values, low, high) = (
            [Float](repeating: 0, count: frames), [Float](repeating: 0, count: frames),
            [Float](repeating: 0, count: frames)
        )
        // The last frames of a file reach past its end, and a tone that is cut there splashes over all bands.
        let whole = wraps && frames > 8 ? frames - 2 : frames
        for frame in 0..<whole {
            // Two frames back: a frame is four hops long, so a rise takes that long to show.
            let earlier = frame >= 2 ? frame - 2 : (wraps ? max(0, whole + frame - 2) : -1)
            var (lows, sum, highs): (Float, Float, Float) = (0, 0, 0)
            for band in 0..<Spectrogram.bands {
                let now = max(floor, spectrogram.band(band, at: frame))
                let before = earlier >= 0 ? max(floor, spectrogram.band(band, at: earlier)) : floor
                let rise = max(0, now - before)
                sum += rise
                if band < Self.lowBands { lows += rise }
                if band >= Self.highBands { highs += rise }
            }
            values[frame] = sum / Float(Spectrogram.bands)
            low[frame] = lows / Float(Self.lowBands)
            high[frame] = highs / Float(Spectrogram.bands - Self.highBands)
        }
        (self.values, self.low, self.high) = (values, low, high)
        onsets = Self.peaks(of: values)
    }

    private static func peaks(of values: [Float]) -> [Int] {
        let strongest = values.max() ?? 0
        guard strongest > least else { return [] }
        var peaks: [Int] = []
        let reach = 4
        for frame in values.indices {
            let around = max(0, frame - reach)...min(values.count - 1, frame + reach)
            guard values[frame] > max(least, 0.2 * strongest), around.allSatisfy({ values[$0] <= values[frame] }) else {
                continue
            }
            let wide = max(0, frame - 20)...min(values.count - 1, frame + 20)
            let mean = wide.reduce(Float(0)) { $0 + values[$1] } / Float(wide.count)
            if values[frame] > 1.3 * mean, frame - (peaks.last ?? -reach - 1) > reach { peaks.append(frame) }
        }
        return peaks
    }
}
