package import NIOCore
import Ranking
package import SampleIndex
package import Sessions
import Streaming

extension Explanation {
    /// `GET /v1/recommendations/explain`.
    package func encoded(session: StoredSession) -> ByteBuffer {
        JSONWriter.object(capacity: 2_048) { json in
            json.member("session_id", session.id.rawValue)
            json.member("revision", session.revision)
            json.member("verdict", word)
            json.member("text", text)
            json.member("place", suggestion.rank == 0 || isExcluded ? nil : suggestion.rank)
            json.member("eligible_rows", eligibleRows)
            json.key("exclusions")
            json.array(exclusions) { json, exclusion in
                json.object { json in
                    json.member("cause", exclusion.cause.rawValue)
                    json.member("text", exclusion.text)
                }
            }
            json.member("held_back_by", holder)
            json.key("counterfactual")
            json.counterfactual(counterfactual)
            json.key("sample")
            json.object { $0.judged(suggestion) }
        }
    }

    private var word: String {
        switch verdict {
        case .listed: "listed"
        case .excluded: "excluded"
        case .heldBack: "held_back"
        case .below: "below"
        }
    }

    private var isExcluded: Bool { !exclusions.isEmpty }

    private var exclusions: [Exclusion] {
        if case .excluded(let exclusions) = verdict { exclusions } else { [] }
    }

    private var holder: String? {
        if case .heldBack(_, let sample) = verdict { sample?.rawValue } else { nil }
    }

    /// For people: the verdict, and what would change it.
    package var text: String {
        counterfactual.map { "\(sentence) It \($0.text)." } ?? sentence
    }

    private var sentence: String {
        let name = suggestion.sample.name
        switch verdict {
        case .listed: return "\(name) is number \(suggestion.rank): \(suggestion.rationale)"
        case .excluded(let exclusions):
            return "\(name) is kept out: " + exclusions.map(\.text).joined(separator: "; ") + "."
        case .heldBack(let text, _):
            let place = suggestion.rank == 0 ? "passes only relaxed" : "would be number \(suggestion.rank) by its score"
            return "\(name) \(place), but \(text)."
        case .below(let distance):
            let points = (distance * 1e4).rounded() / 1e4
            let isRelaxed = suggestion.rank == 0
            let place = isRelaxed ? "passes only relaxed" : "is number \(suggestion.rank) of \(eligibleRows)"
            let last = isRelaxed ? "the last that is relaxed as far" : "the list's last"
            return points > 0
                ? "\(name) \(place), \(points) points below \(last)."
                : "\(name) \(place); it scores as much as \(last), and of equals the order of ids decides."
        }
    }
}
