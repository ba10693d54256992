package import NIOCore
import Music
import Ranking
package import SampleIndex
import Streaming

extension SampleSequence {
    /// `POST /v1/recommendations/sequence`.
    package var encoded: ByteBuffer {
        JSONWriter.object(capacity: 512 + steps.count * 512) { json in
            json.member("length", steps.count)
            json.member("cost", cost, decimals: JSONWriter.pointDecimals)
            json.key("sequence")
            json.array(Array(steps.enumerated())) { json, numbered in
                let (place, step) = numbered
                json.object { json in
                    json.member("place", place + 1)
                    json.step(step)
                }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func step(_ step: SampleSequence.Step) {
        let sample = step.sample
        head(of: sample)
        member("key", sample.key?.value.name)
        member("energy", sample.energy, decimals: 3)
        member("locked", step.isLocked)
        key("relaxed")
        array(step.relaxed) { $0.string($1.rawValue) }
        key("transition")
        guard let transition = step.transition else { return null() }
        object { json in
            json.member("cost", transition.cost, decimals: Self.pointDecimals)
            json.member("tempo", transition.tempo, decimals: Self.pointDecimals)
            json.member("key", transition.key, decimals: Self.pointDecimals)
            json.member("similarity", transition.similarity, decimals: Self.pointDecimals)
        }
    }
}
