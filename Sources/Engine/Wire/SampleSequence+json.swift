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
            json.member("cost", JSONWriter.points(cost))
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
        member("energy", sample.energy.map { Self.rounded($0, 1e3) })
        member("locked", step.isLocked)
        key("transition")
        guard let transition = step.transition else { return null() }
        object { json in
            json.member("cost", Self.points(transition.cost))
            json.member("tempo", transition.tempo.map(Self.points))
            json.member("key", transition.key.map(Self.points))
            json.member("similarity", transition.similarity.map(Self.points))
        }
    }
}
