import Music
package import Ranking
package import SampleIndex
package import Telemetry

/// Rebuilds what a user has taught from the durable record.
package enum TasteHistory {
    package static func replay(judgements: [JudgedSample], wishes: [Wish], library: IndexSnapshot) -> TasteProfile {
        var taste = TasteProfile()
        for judged in judgements {
            guard let sample = library.sample(judged.sample) else { continue }
            taste.record(judged.judgement, sample, at: judged.at)
        }
        for wish in wishes { taste.grant(wish, library) }
        return taste
    }
}

extension TasteProfile {
    mutating func grant(_ wish: Wish, _ library: IndexSnapshot) {
        switch wish {
        case .pin(let id): pin(id, library.sample(id))
        case .ban(.sample, let id): ban(sample: SampleID(id))
        case .ban(.pack, let pack): ban(pack: pack)
        case .ban(.tag, let text): if let tag = Tag(text) { ban(tag: tag) }
        }
    }

    mutating func withdraw(_ wish: Wish) {
        switch wish {
        case .pin(let id): unpin(id)
        case .ban(.sample, let id): unban(sample: SampleID(id))
        case .ban(.pack, let pack): unban(pack: pack)
        case .ban(.tag, let text): if let tag = Tag(text) { unban(tag: tag) }
        }
    }
}
