import Engine
import Library
import Music
import Ranking
import Streaming

extension JSONWriter {
    /// A sample as `GET /v1/samples` lists it.
    mutating func sample(_ facts: SampleFacts) {
        object { $0.members(of: facts) }
    }

    /// A sample as `GET /v1/samples/{id}` tells it: with what the container says.
    mutating func sound(_ sound: Sound) {
        object { json in
            json.members(of: sound.facts)
            json.member("energy", sound.facts.energy)
            json.member("embedding", sound.facts.embedding?.rawValue)
            json.member("sample_rate", sound.sampleRate)
            json.member("channels", sound.channels)
            json.member("frames", sound.frames)
            json.member("true_peak_db", sound.truePeakDB)
            json.key("tag_confidences")
            json.object { json in
                for (tag, confidence) in sound.tagConfidences.sorted(by: { $0.key < $1.key }) {
                    json.key(tag.text)
                    json.number(confidence)
                }
            }
            json.audioURL(of: sound.facts.id)
        }
    }

    private mutating func members(of facts: SampleFacts) {
        member("id", facts.id.rawValue)
        member("name", facts.name)
        member("path", facts.path)
        member("pack", facts.pack)
        member("role", facts.role?.value.rawValue)
        member("duration_s", facts.durationSeconds)
        member("bpm", facts.tempo?.value)
        member("bpm_confidence", facts.tempo?.confidence)
        member("key", facts.key?.value.name)
        member("key_confidence", facts.key?.confidence)
        key("tags")
        array(facts.tags) { $0.string($1.text) }
        member("loudness_lufs", facts.loudnessLUFS)
        member("added_at", facts.addedAt.rfc3339)
        key("sources")
        object { json in
            json.member("bpm", facts.tempo?.source.rawValue)
            json.member("key", facts.key?.source.rawValue)
            json.member("role", facts.role?.source.rawValue)
        }
    }
}
