public import Foundation
public import Music

/// A folder of small real audio files whose names and sound agree on tempo, key, role and mood.
public struct FixtureLibrary: Sendable {
    /// One file to make.
    public struct Item: Sendable {
        public var pack: String
        public var name: String
        /// Beats per minute of the pulse in the audio; `nil` for a one-shot.
        public var bpm: Double?
        /// The chord that sounds; `nil` for noise.
        public var key: Key?

        public init(pack: String, name: String, bpm: Double?, key: Key?) {
            self.pack = pack
            self.name = name
            self.bpm = bpm
            self.key = key
        }
    }

    public let folder: URL

    /// Writes the items as WAV files below `folder`, in one folder per pack.
    public init(folder: URL, items: [Item] = FixtureLibrary.standard) throws {
        self.folder = folder
        for item in items { try write(item) }
    }

    /// Adds one file, for libraries that change while they are watched.
    public func write(_ item: Item) throws {
        let pack = folder.appending(path: item.pack)
        try FileManager.default.createDirectory(at: pack, withIntermediateDirectories: true)
        let seed = item.name.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
        try ToneLoop(bpm: item.bpm, key: item.key, seed: seed).wav().write(to: pack.appending(path: item.name))
    }

    /// Chord loops over tempi, keys and moods; drum loops; one-shots: enough for every scenario of the ranking's manual.
    public static let standard: [Item] = {
        var items: [Item] = []
        let keys = [("C", "Cmaj"), ("A", "Amin"), ("C", "Cmin"), ("G", "Gmaj"), ("F#", "F#maj"), ("E", "Emin")]
        let moods = ["uplifting", "dark", "warm"]
        for (number, bpm) in [90, 105, 126, 128, 130, 140, 70].enumerated() {
            for (place, key) in keys.enumerated() {
                let mood = moods[(number + place) % moods.count]
                items.append(
                    Item(
                        pack: "Chords \(["One", "Two", "Three", "Four"][(number + place) % 4])",
                        name: "\(mood)_chords_\(bpm)bpm_\(key.1).wav", bpm: Double(bpm), key: Self.key(key.1)))
            }
            items.append(Item(pack: "Drums", name: "drum_loop_\(bpm)bpm.wav", bpm: Double(bpm), key: nil))
        }
        for number in 1...4 {
            items.append(Item(pack: "Hits", name: "kick_\(number).wav", bpm: nil, key: nil))
        }
        return items
    }()

    private static func key(_ text: String) -> Key? {
        let names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
        let tonic = String(text.dropLast(3))
        guard let semitone = names.firstIndex(of: tonic) else { return nil }
        return Key(tonic: PitchClass(semitone), mode: text.hasSuffix("maj") ? .major : .minor)
    }
}

/// Two bars of a plucked triad or of noise bursts on every beat, or a single decaying hit.
struct ToneLoop {
    var bpm: Double?
    var key: Key?
    var seed: UInt64
    private static let rate = 22_050.0

    func wav() -> Data { WAVFile.mono(render(), rate: Int(Self.rate)) }

    private func render() -> [Double] {
        let beats = bpm == nil ? 1 : 8
        let beat = Self.rate * 60 / (bpm ?? 240)
        var state = seed | 1
        func noise() -> Double {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Double(state % 20_001) / 10_000 - 1
        }
        return (0..<Int((beat * Double(beats)).rounded())).map { frame in
            let sinceBeat = Double(frame).truncatingRemainder(dividingBy: beat) / Self.rate
            let click = noise() * exp(-sinceBeat * 60) * 0.4
            guard let key else { return click + sin(2 * .pi * 55 * sinceBeat) * exp(-sinceBeat * 12) * 0.5 }
            let third = key.mode == .major ? 4 : 3
            let tones = [0, third, 7, 12].reduce(0.0) { sum, step in
                let frequency = 130.813 * pow(2, Double(key.tonic.semitone + step) / 12)
                return sum + sin(2 * .pi * frequency * Double(frame) / Self.rate)
            }
            return tones * 0.15 * (0.4 + 0.6 * exp(-sinceBeat * 4)) + click * 0.5
        }
    }
}
