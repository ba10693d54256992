/// Finds an order: `count` samples of a pool, none twice, some at fixed places, with small transitions and the wished
/// course of energy.
///
/// A beam search place by place, then exchanges of two places and replacements from the pool as long as one of them makes
/// the whole cheaper. The same input gives the same sequence. O(count × beam × pool) for the search, and O(count² +
/// count × pool) for each round of improvement.
public struct SequencePlan {
    /// Chains kept at each place.
    static let beam = 24
    /// What an energy that is wholly wrong costs beside transitions of at most 1.
    static let energyWeight = 0.5

    private let pool: [SampleFacts]
    private let count: Int
    private let curve: EnergyCurve
    /// The pool's member that stands at a place.
    private let locked: [Int: Int]
    private let lockedMembers: Set<Int>
    /// Row-major, from × to.
    private let costs: [Double]

    /// - Parameters:
    ///   - pool: without repeats; its order breaks ties.
    ///   - locked: members by place, 0 the first. Those beyond the end of a pool that is too short stand at its last places.
    ///   - cosine: between two members of the pool; `nil` when they cannot be compared.
    public init(
        pool: [SampleFacts], count: Int, curve: EnergyCurve, locked: [Int: Int], cosine: (Int, Int) -> Double?
    ) {
        self.pool = pool
        let count = min(count, pool.count)
        var places = locked.filter { $0.key < count }
        for (_, member) in locked.filter({ $0.key >= count }).sorted(by: { $0.key > $1.key }) {
            if let free = (0..<count).last(where: { places[$0] == nil }) { places[free] = member }
        }
        self.count = count
        self.curve = curve
        self.locked = places
        lockedMembers = Set(locked.values)
        var costs = [Double](repeating: 0, count: pool.count * pool.count)
        for a in pool.indices {
            for b in pool.indices where a != b {
                costs[a * pool.count + b] = Transition(from: pool[a], to: pool[b], cosine: cosine(a, b)).cost
            }
        }
        self.costs = costs
    }

    /// Members of the pool in order; shorter than asked when the pool is.
    public func members() -> [Int] {
        var chain = searched()
        while let better = improved(chain) { chain = better }
        return chain
    }

    /// The sum of the transitions and of what the energies miss.
    public func cost(of chain: [Int]) -> Double {
        var sum = 0.0
        for (place, member) in chain.enumerated() {
            sum += placeCost(member, at: place)
            if place > 0 { sum += transition(chain[place - 1], member) }
        }
        return sum
    }

    private func transition(_ a: Int, _ b: Int) -> Double { costs[a * pool.count + b] }

    private func placeCost(_ member: Int, at place: Int) -> Double {
        guard let wished = curve.energy(at: place, of: count), let energy = pool[member].energy else { return 0 }
        return Self.energyWeight * (energy - wished).magnitude
    }

    private func searched() -> [Int] {
        var chains: [(members: [Int], cost: Double)] = [([], 0)]
        for place in 0..<count {
            var longer: [(members: [Int], cost: Double)] = []
            for chain in chains {
                let used = Set(chain.members)
                let choices = locked[place].map { [$0] } ?? pool.indices.filter { !lockedMembers.contains($0) }
                for member in choices where !used.contains(member) {
                    var cost = chain.cost + placeCost(member, at: place)
                    if let last = chain.members.last { cost += transition(last, member) }
                    longer.append((chain.members + [member], cost))
                }
            }
            // The sort keeps the order of equals, which is that of the pool.
            chains = Array(longer.sorted { $0.cost < $1.cost }.prefix(Self.beam))
        }
        return chains.first?.members ?? []
    }

    /// The best exchange or replacement that makes the chain cheaper; `nil` when none does.
    private func improved(_ chain: [Int]) -> [Int]? {
        var best: (chain: [Int], cost: Double) = (chain, cost(of: chain) - 1e-9)
        var found = false
        func consider(_ other: [Int]) {
            let cost = cost(of: other)
            if cost < best.cost { (best, found) = ((other, cost), true) }
        }
        let free = chain.indices.filter { locked[$0] == nil }
        let unused = pool.indices.filter { !chain.contains($0) }
        for (number, place) in free.enumerated() {
            for other in free[(number + 1)...] {
                var exchanged = chain
                exchanged.swapAt(place, other)
                consider(exchanged)
            }
            for member in unused {
                var replaced = chain
                replaced[place] = member
                consider(replaced)
            }
        }
        return found ? best.chain : nil
    }
}
