import Foundation

/// Made sounds, mono, nominally −1…1.
enum Signals {
    static let rate = 44_100

    static func sine(_ hertz: Double, seconds: Double, amplitude: Float = 0.5, rate: Int = rate) -> [Float] {
        (0..<Int(seconds * Double(rate))).map { i in
            amplitude * Float(sin(2 * Double.pi * hertz * Double(i) / Double(rate)))
        }
    }

    static func silence(seconds: Double) -> [Float] { [Float](repeating: 0, count: Int(seconds * Double(rate))) }

    /// Noise from a fixed seed.
    static func noise(seconds: Double, amplitude: Float = 0.5, seed: UInt64 = 1) -> [Float] {
        var random = SplitMix(state: seed)
        return (0..<Int(seconds * Double(rate))).map { _ in amplitude * Float.random(in: -1...1, using: &random) }
    }

    /// Notes as MIDI numbers, each with four harmonics, played together.
    static func chord(_ notes: [Int], seconds: Double, amplitude: Float = 0.3) -> [Float] {
        var sum = [Float](repeating: 0, count: Int(seconds * Double(rate)))
        for note in notes {
            let hertz = 440 * pow(2, (Double(note) - 69) / 12)
            for harmonic in 1...4 {
                let level = amplitude / Float(notes.count * harmonic)
                let partial = sine(hertz * Double(harmonic), seconds: seconds, amplitude: level)
                for i in sum.indices { sum[i] += partial[i] }
            }
        }
        return sum
    }

    /// The cadence I–IV–V–I of a key; `tonic` is a MIDI number.
    static func cadence(tonic: Int, minor: Bool, seconds: Double = 1) -> [Float] {
        let third = minor ? 3 : 4
        let roots = [0, 5, 7, 0]
        // The dominant of a minor key is major.
        let thirds = [third, third, 4, third]
        return zip(roots, thirds).flatMap { root, third in
            chord([tonic + root, tonic + root + third, tonic + root + 7], seconds: seconds)
        }
    }

    /// A drum loop: kicks on the beat, snares on two and four, hats on eighths; exactly `beats` long.
    static func drumLoop(bpm: Double, beats: Int) -> [Float] {
        let beat = 60 / bpm * Double(rate)
        var loop = [Float](repeating: 0, count: Int((beat * Double(beats)).rounded()))
        let hit = noise(seconds: 0.05, amplitude: 1)
        func add(_ position: Double, _ make: (Int) -> Float, length: Int) {
            for i in 0..<length where Int(position) + i < loop.count { loop[Int(position) + i] += make(i) }
        }
        for half in 0..<beats * 2 {
            let position = Double(half) * beat / 2
            add(position, { 0.15 * hit[$0] * exp(-Float($0) / 300) }, length: hit.count)
            guard half % 2 == 0 else { continue }
            if half % 4 == 2 { add(position, { 0.5 * hit[$0] * exp(-Float($0) / 900) }, length: hit.count) }
            let isKick = half % 4 == 0
            if isKick {
                add(position, { 0.8 * sin(Float($0) * 0.008) * exp(-Float($0) / 4_000) }, length: 9_000)
            }
        }
        return loop
    }

    /// With its peak at 1.
    static func normalised(_ samples: [Float]) -> [Float] {
        let peak = samples.reduce(0) { max($0, abs($1)) }
        return samples.map { $0 / peak }
    }

    static func mixed(_ a: [Float], _ b: [Float]) -> [Float] { zip(a, b).map { $0 + $1 } }
}

/// A small seeded generator (Steele, Lea, Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
