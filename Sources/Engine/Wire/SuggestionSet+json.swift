package import NIOCore
import Music
package import Ranking
import Sessions
import Streaming

extension SuggestionSet {
    /// The one encoding of a set, used by the stream and by HTTP. The timings are written last, so that they can tell
    /// what the encoding itself took.
    package mutating func encoded(clock: EngineClock) -> ByteBuffer {
        let start = clock.nanoseconds()
        var writer = JSONWriter(capacity: 1024 + list.suggestions.count * 1536)
        writer.object { json in
            writeHead(to: &json)
            json.key("suggestions")
            json.array { for suggestion in list.suggestions { $0.suggestion(suggestion) } }
            json.key("runner_up")
            json.runnerUp(list.runnerUp)
            timings.encode = EngineClock.milliseconds(from: start, to: clock.nanoseconds())
            json.key("timings_ms")
            json.timings(timings)
        }
        return writer.buffer
    }

    private func writeHead(to json: inout JSONWriter) {
        json.member("set_id", id)
        json.member("session_id", session?.rawValue)
        json.member("revision", revision)
        json.member("mode", mode.rawValue)
        json.key("experiment")
        json.assignment(assignment)
        json.member("generated_at", generatedAt.rfc3339)
        json.member("budget_ms", Self.budgetMilliseconds)
        json.member("complete", list.complete)
        json.member("scanned_part", list.scannedPart, decimals: 4)
        json.member("rows", list.rows)
        json.member("eligible_rows", list.eligibleRows)
        json.key("relaxations")
        json.array(list.relaxations) { $0.string($1.rawValue) }
        json.key("missing_role")
        json.gap(list.gap)
        json.key("weights")
        json.weights(list.weights)
        json.key("context")
        json.raw(context)
    }
}

extension JSONWriter {
    mutating func assignment(_ assignment: Assignment?) {
        guard let assignment else { return null() }
        object { json in
            json.member("name", assignment.experiment)
            json.member("arm", assignment.arm)
        }
    }

    fileprivate mutating func weights(_ weights: Weights) {
        object { json in
            for component in Component.allCases {
                json.key(component.rawValue)
                json.number(weights[component], decimals: Self.pointDecimals)
            }
        }
    }

    fileprivate mutating func timings(_ timings: StageTimings) {
        object { json in
            json.member("queue", timings.queue, decimals: 3)
            json.member("scan", timings.scan, decimals: 3)
            json.member("rerank", timings.rerank, decimals: 3)
            json.member("encode", timings.encode, decimals: 3)
            json.member("total", timings.total, decimals: 3)
        }
    }

    fileprivate mutating func suggestion(_ item: Suggestion) {
        object { json in
            json.member("rank", item.rank)
            json.judged(item)
        }
    }

    /// Everything about a suggestion but its rank, as members of the open object.
    mutating func judged(_ item: Suggestion) {
        let sample = item.sample
        head(of: sample)
        member("bpm_confidence", sample.tempo?.confidence, decimals: 3)
        member("key", sample.key?.value.name)
        member("key_confidence", sample.key?.confidence, decimals: 3)
        key("tags")
        array { for tag in sample.tags { $0.string(tag.text) } }
        member("source", item.source.rawValue)
        member("score", item.score, decimals: Self.pointDecimals)
        key("score_components")
        object { components in
            for reason in item.reasons {
                components.key(reason.component.rawValue)
                components.number(reason.points, decimals: Self.pointDecimals)
            }
        }
        member("rationale", item.rationale)
        key("reasons")
        array { for reason in item.reasons { $0.reason(reason) } }
        key("fit")
        fit(item.fit)
        member("pinned", item.pinned)
        member("placed_by", item.placement.rawValue)
        key("relaxed")
        array { for relaxation in item.relaxed { $0.string(relaxation.rawValue) } }
        audioURL(of: sample.id)
    }

    /// Where a sample is heard, as a member of the open object.
    package mutating func audioURL(of sample: SampleID) {
        key("audio_url")
        string("/v1/samples/", sample.rawValue, "/audio")
    }

    /// What every list says of a sample first, as members of the open object.
    mutating func head(of sample: SampleFacts) {
        member("sample_id", sample.id.rawValue)
        member("name", sample.name)
        member("pack", sample.pack)
        member("role", sample.role?.value.rawValue)
        member("duration_s", sample.durationSeconds, decimals: 3)
        member("bpm", sample.tempo?.value, decimals: 2)
    }

    private mutating func reason(_ reason: Reason) {
        object { json in
            json.member("component", reason.component.rawValue)
            json.member("points", reason.points, decimals: Self.pointDecimals)
            json.member("text", reason.text)
        }
    }

    private mutating func fit(_ fit: Fit) {
        object { json in
            json.member("stretch_ratio", fit.stretchRatio, decimals: 4)
            json.member("transpose_semitones", fit.transposeSemitones)
            json.member("gain_db", fit.gainDB, decimals: 1)
            json.member("bars", fit.bars, decimals: 2)
        }
    }

    /// Ten components rounded so still sum to the rounded score within 1e-8.
    static let pointDecimals = 9
}
