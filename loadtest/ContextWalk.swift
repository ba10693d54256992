import NIOCore
import Streaming

/// One producer at work: the tempo wanders, now and then the key, the moods or the energy change. Each step is a patch that
/// changes the context for certain, so that the server owes a frame.
struct ContextWalk {
    private static let keys = [
        "A minor", "C major", "E minor", "G major", "D minor", "F major", "F# minor", "Bb major", "C minor", "Eb major",
    ]
    private static let moods = ["dark", "uplifting", "warm", "aggressive", "dreamy", "tense", "calm", "bright"]

    private let session: String
    private var random: SplitMix64
    /// Tenths of a beat per minute.
    private var tempo: Int
    private var hasBegun = false

    init(session: String, seed: UInt64) {
        self.session = session
        random = SplitMix64(seed: seed)
        tempo = Int.random(in: 800...1600, using: &random)
    }

    /// The next request's body.
    mutating func next() -> ByteBuffer {
        var step = Int.random(in: 1...30, using: &random)
        if Bool.random(using: &random) { step = -step }
        if !(700...1800).contains(tempo + step) { step = -step }
        tempo += step
        var body = ByteBuffer()
        body.reserveCapacity(192)
        body.writeString(#"{"session_id":""#)
        body.writeString(session)
        body.writeString(#"","context":{"bpm":\#(tempo / 10).\#(tempo % 10)"#)
        if !hasBegun || chance(percent: 15) { body.writeString(#","key":"\#(pick(Self.keys))""#) }
        if !hasBegun || chance(percent: 20) {
            let first = pick(Self.moods)
            let second = pick(Self.moods)
            body.writeString(
                first == second ? #","mood_tags":["\#(first)"]"# : #","mood_tags":["\#(first)","\#(second)"]"#)
        }
        if !hasBegun || chance(percent: 10) {
            body.writeString(#","energy":0.\#(Int.random(in: 1...9, using: &random))"#)
        }
        body.writeString("}}")
        hasBegun = true
        return body
    }

    private mutating func chance(percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func pick(_ choices: [String]) -> String {
        choices[Int.random(in: choices.indices, using: &random)]
    }
}
