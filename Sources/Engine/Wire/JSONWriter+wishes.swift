import Music
import Ranking
import Streaming

extension JSONWriter {
    /// What a wish for the role `auto` found.
    mutating func gap(_ gap: ArrangementGap?) {
        guard let gap else { return null() }
        object { json in
            json.key("present")
            json.array(gap.present) { $0.string($1.rawValue) }
            json.key("lacking")
            json.array(gap.lacking) { $0.string($1.rawValue) }
            json.member("text", gap.text)
        }
    }

    mutating func runnerUp(_ next: RunnerUp?) {
        guard let next else { return null() }
        object { json in
            json.member("sample_id", next.sample.id.rawValue)
            json.member("name", next.sample.name)
            json.member("score", next.score, decimals: Self.pointDecimals)
            json.key("counterfactual")
            json.counterfactual(next.counterfactual)
        }
    }

    mutating func counterfactual(_ change: Counterfactual?) {
        guard let change else { return null() }
        object { json in
            json.member("field", change.wish.field)
            json.key("value")
            switch change.wish {
            case .key(let key): json.string(key.name)
            case .bpm(let number), .energy(let number): json.number(number)
            case .role(let role): json.string(role.rawValue)
            case .mood(let mood): json.string(mood.text)
            }
            json.member("place", change.place)
            json.member("text", change.text)
        }
    }
}
