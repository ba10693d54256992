import Ranking

/// In which order the sounds of a plan stand as rows: by key partition, tempo, tags and id. Of sounds with the same id the
/// first counts.
struct RowArrangement {
    /// The sound of each row, by its place in the source.
    let sounds: [Int32]
    /// The row of each sound; −1 for a repeat.
    let rows: [Int32]
    /// Rows in the order of their ids.
    let byID: [Int32]
    /// Rows in the order of their file names.
    let byName: [Int32]

    init(_ plan: RowPlan) {
        let distinct = Self.distinct(plan)
        func tempo(_ sound: Int32) -> Double {
            let tempo = plan.records[Int(sound)].tempo
            return tempo.isNaN ? .infinity : tempo
        }
        let tags = plan.features.map { $0.tagBits(plan.tags) }
        // The sort keeps the order of equals, which is that of their ids.
        let sounds = distinct.sorted { a, b in
            let (first, second) = (plan.partitions[Int(a)], plan.partitions[Int(b)])
            if first != second { return first < second }
            let (slower, faster) = (tempo(a), tempo(b))
            return slower == faster ? tags[Int(a)] < tags[Int(b)] : slower < faster
        }
        var rows = [Int32](repeating: -1, count: plan.count)
        for (row, sound) in sounds.enumerated() { rows[Int(sound)] = Int32(row) }
        self.sounds = sounds
        self.rows = rows
        byID = distinct.map { rows[Int($0)] }
        let names = sounds.map(plan.name)
        byName = (0..<Int32(sounds.count)).sorted { names[Int($0)] < names[Int($1)] }
    }

    /// Bytes of the texts of all rows.
    func textBytes(_ plan: RowPlan) -> Int {
        sounds.reduce(0) { $0 + plan.textStarts[Int($1) + 1] - plan.textStarts[Int($1)] }
    }

    /// Sounds in id order, without repeats.
    private static func distinct(_ plan: RowPlan) -> [Int32] {
        let ordered = (0..<Int32(plan.count)).sorted { a, b in
            let (first, second) = (plan.idPrefixes[Int(a)], plan.idPrefixes[Int(b)])
            if first != second { return first < second }
            return plan.id(a) < plan.id(b)
        }
        var distinct: [Int32] = []
        distinct.reserveCapacity(ordered.count)
        for sound in ordered {
            if let last = distinct.last, plan.idPrefixes[Int(last)] == plan.idPrefixes[Int(sound)],
                plan.id(last) == plan.id(sound)
            {
                continue
            }
            distinct.append(sound)
        }
        return distinct
    }
}
