public import Library
import Music
public import Ranking

/// A library as a producer's disk has it, made from a seed: tempi heaped at whole numbers around the usual genres, minor
/// keys more common than major ones, drums without key, one-shots without tempo, vectors in clusters by pack.
public struct SyntheticLibrary: SoundSource, Sendable {
    public var rows: Int
    public var dimension: Int
    public var seed: UInt64
    public var vectors: Vectors
    /// When the newest sample was added.
    public var newest: UnixTime

    /// How the vectors lie.
    public enum Vectors: String, CaseIterable, Hashable, Sendable {
        /// Loosely around 64 centres, the same spread in every direction: the hardest to tell apart.
        case scattered
        /// As embeddings of sounds do: a few directions hold most of the spread (variance by place^−5/4), sounds of one
        /// kind are close (cosine ½), those of one pack closer (¾), and one in five is a variation of another.
        case clustered
    }

    public init(
        rows: Int, dimension: Int, seed: UInt64, vectors: Vectors = .scattered,
        newest: UnixTime = UnixTime(1_800_000_000)
    ) {
        self.vectors = vectors
        self.rows = rows
        self.dimension = dimension
        self.seed = seed
        self.newest = newest
    }

    static let moods = ["dark", "uplifting", "warm", "aggressive", "dreamy", "sad", "happy", "tense"].compactMap {
        Tag($0)
    }
    static let genres = ["techno", "house", "hip hop", "drum and bass", "ambient", "trap"].compactMap { Tag($0) }
    /// Centre, spread and share of the tempi, BPM.
    private static let tempi: [(centre: Double, spread: Double, share: Double)] = [
        (90, 10, 0.25), (112, 8, 0.12), (126, 6, 0.33), (142, 6, 0.18), (172, 5, 0.12),
    ]

    /// Every sound, in no particular order. O(rows × dimension).
    public func sounds() -> [Sound] {
        var sounds: [Sound] = []
        sounds.reserveCapacity(rows)
        forEach { sounds.append($0) }
        return sounds
    }

    /// The same sounds one by one, the same each time.
    public func forEach(_ body: (Sound) throws -> Void) rethrows {
        var sounds = makeIterator()
        while let sound = sounds.next() { try body(sound) }
    }

    /// The same again, for those who take some at a time.
    public func makeIterator() -> SyntheticSounds { SyntheticSounds(self) }

    var packs: Int { max(rows / 100, 1) }

    func sound(number: Int, _ cloud: inout SyntheticVectors, _ random: inout SplitMix64) -> Sound {
        let pack = Int(random.unit() * Double(packs))
        let form = random.unit()
        let isOneShot = form < 0.045
        let isDrum = form < 0.015 || form > 0.88
        let tempo = isOneShot ? nil : Self.tempo(&random)
        let role: Role = isDrum ? .drums : [.bass, .chords, .melody, .pad, .vocal][Int(random.unit() * 5)]
        var tags = Self.moods.filter { _ in random.unit() < 0.18 }
        tags.append(Self.genres[pack % Self.genres.count])
        let facts = SampleFacts(
            id: SampleID(Self.id(number, random.next())), name: "sample-\(number).wav",
            path: "pack-\(pack)/\(number).wav",
            pack: "pack-\(pack)", role: Fact(role, confidence: 0.8, source: .name),
            durationSeconds: tempo.map { 960 / $0 } ?? 0.1 + random.unit() * 2,
            tempo: tempo.map { Fact($0, confidence: 0.9, source: .analysis) },
            key: isDrum ? nil : Fact(Self.key(&random), confidence: 0.4 + random.unit() * 0.6, source: .analysis),
            tags: tags.sorted(), energy: random.unit() < 0.9 ? random.unit() : nil,
            loudnessLUFS: -8 - random.unit() * 20,
            addedAt: newest + -random.unit() * random.unit() * 400 * 86_400, embedding: .fingerprint)
        return Sound(
            facts: facts, vector: cloud.vector(pack: pack, &random), sampleRate: 44_100, channels: 2,
            frames: Int(facts.durationSeconds * 44_100))
    }

    private static func tempo(_ random: inout SplitMix64) -> Double {
        var pick = random.unit()
        let heap = tempi.first { heap in
            pick -= heap.share
            return pick < 0
        }
        let (centre, spread, _) = heap ?? tempi[2]
        let tempo = centre + Double(random.normal()) * spread
        // Four in five loops are cut to a whole number of BPM.
        return max(40, random.unit() < 0.8 ? tempo.rounded() : (tempo * 100).rounded() / 100)
    }

    private static func key(_ random: inout SplitMix64) -> Key {
        Key(tonic: PitchClass(Int(random.unit() * 12)), mode: random.unit() < 0.65 ? .minor : .major)
    }

    private static func id(_ number: Int, _ salt: UInt64) -> String {
        func digits(_ value: UInt64) -> String {
            let hex = String(value, radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }
        return digits(salt) + digits(UInt64(number))
    }
}
