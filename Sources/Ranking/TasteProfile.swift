public import Music

/// A judgement that teaches the ranking. `view` and `preview` are telemetry only.
public enum Judgement: String, CaseIterable, Hashable, Sendable, Codable {
    case accept, skip
}

/// What one user has taught: a pure reducer over judgements, pins and bans.
public struct TasteProfile: Hashable, Sendable {
    /// Pinned samples, first pinned first.
    public private(set) var pins: [SampleID] = []
    public private(set) var bannedSamples: Set<SampleID> = []
    public private(set) var bannedPacks: Set<String> = []
    public private(set) var bannedTags: Set<Tag> = []
    /// Accepted samples with the time of their latest accept, oldest first; at most ``acceptedLimit``.
    public private(set) var accepted: [Accepted] = []

    /// Earlier accepts of the accepted samples, oldest first.
    private var earlier: [SampleID: [UnixTime]] = [:]
    /// What was known of the samples that have a balance when they were judged last, so that an undo takes back what was
    /// taught, whatever has been corrected or removed since.
    private var judged: [SampleID: SampleFacts] = [:]
    /// What was known of the pinned samples when they were pinned, so that an unpin takes back exactly what the pin taught.
    private var pinned: [SampleID: SampleFacts] = [:]
    var samples: [SampleID: Balance] = [:] { didSet { rows = RowCache() } }
    private var rows = RowCache<Balance>()
    var packs: [String: Balance] = [:]
    var tags: [Tag: Balance] = [:]

    /// How many accepted samples are remembered one by one.
    public static let acceptedLimit = 64
    /// How many accepts of one sample are remembered.
    static let repeatLimit = 16
    /// How many samples, packs or tags have a balance of their own; the faintest are forgotten first.
    static let balanceLimit = 1_024

    public init() {}

    /// Takes in a judgement of a sample, its pack and its tags. An accept also steers the target vector. O(tags).
    public mutating func record(_ judgement: Judgement, _ sample: SampleFacts, at time: UnixTime) {
        judged[sample.id] = sample
        add(judgement, 1, sample, at: time)
        guard judgement == .accept else { return }
        var times = earlier[sample.id] ?? []
        if let place = accepted.firstIndex(where: { $0.id == sample.id }) {
            times.append(accepted.remove(at: place).at)
        }
        times.append(time)
        steer(towards: sample.id, accepted: times)
    }

    /// Undoes a judgement made at `time`: its influence is gone, whatever was learned before and since stays.
    public mutating func retract(_ judgement: Judgement, _ id: SampleID, madeAt time: UnixTime) {
        if let sample = judged[id] { add(judgement, -1, sample, at: time) }
        guard judgement == .accept, let place = accepted.firstIndex(where: { $0.id == id }) else { return }
        var times = (earlier[id] ?? []) + [accepted[place].at]
        guard let undone = times.lastIndex(where: { $0 <= time }) else { return }
        times.remove(at: undone)
        accepted.remove(at: place)
        steer(towards: id, accepted: times)
    }

    /// Lists a sample that is not listed as accepted at these times.
    private mutating func steer(towards id: SampleID, accepted times: [UnixTime]) {
        let times = times.sorted().suffix(Self.repeatLimit)
        earlier[id] = times.count > 1 ? Array(times.dropLast()) : nil
        guard let latest = times.last else { return }
        accepted.insert(Accepted(id: id, at: latest), at: accepted.firstIndex { $0.at > latest } ?? accepted.endIndex)
        if accepted.count > Self.acceptedLimit { earlier[accepted.removeFirst().id] = nil }
    }

    /// Puts a sample on top of every list, after those already pinned, and counts as an accept of it, its pack and its
    /// tags that does not fade. Pinning twice keeps the first place and teaches once.
    ///
    /// - Parameter sample: what is known of it; a sample that is not in the library teaches nothing.
    public mutating func pin(_ id: SampleID, _ sample: SampleFacts? = nil) {
        guard !pins.contains(id) else { return }
        pins.append(id)
        guard let sample else { return }
        pinned[id] = sample
        stand(1, sample)
    }

    /// Takes a pin back, and what it taught.
    public mutating func unpin(_ id: SampleID) {
        pins.removeAll { $0 == id }
        if let sample = pinned.removeValue(forKey: id) { stand(-1, sample) }
    }

    /// Banned is never suggested, in any relaxation, until unbanned.
    public mutating func ban(sample id: SampleID) { bannedSamples.insert(id) }
    public mutating func ban(pack: String) { bannedPacks.insert(pack) }
    public mutating func ban(tag: Tag) { bannedTags.insert(tag) }
    public mutating func unban(sample id: SampleID) { bannedSamples.remove(id) }
    public mutating func unban(pack: String) { bannedPacks.remove(pack) }
    public mutating func unban(tag: Tag) { bannedTags.remove(tag) }

    public mutating func liftBans() { (bannedSamples, bannedPacks, bannedTags) = ([], [], []) }

    /// The balances of the samples that a table has, in row order.
    func balances(in table: FeatureTable) -> [RowCache<Balance>.Entry] { rows.entries(of: samples, in: table) }

    /// Whether the sample, its pack or one of its tags is banned.
    public func bans(_ sample: SampleFacts) -> Bool {
        bannedSamples.contains(sample.id) || bannedPacks.contains(sample.pack)
            || sample.tags.contains(where: bannedTags.contains)
    }

    private mutating func stand(_ count: Double, _ sample: SampleFacts) {
        let blank = Balance(at: UnixTime(0))
        samples[sample.id, default: blank].stand(count)
        if !sample.pack.isEmpty { packs[sample.pack, default: blank].stand(count) }
        for tag in sample.tags { tags[tag, default: blank].stand(count) }
    }

    private mutating func add(_ judgement: Judgement, _ count: Double, _ sample: SampleFacts, at time: UnixTime) {
        samples[sample.id, default: Balance(at: time)].add(judgement, count, at: time)
        if !sample.pack.isEmpty { packs[sample.pack, default: Balance(at: time)].add(judgement, count, at: time) }
        for tag in sample.tags { tags[tag, default: Balance(at: time)].add(judgement, count, at: time) }
        Self.forgetFaintest(of: &samples, at: time)
        if judged.count > samples.count { judged = judged.filter { samples[$0.key] != nil } }
        Self.forgetFaintest(of: &packs, at: time)
        Self.forgetFaintest(of: &tags, at: time)
    }

    /// Keeps the strongest three quarters once the limit is passed, so that the sorting is rare.
    private static func forgetFaintest<Subject: Comparable>(of balances: inout [Subject: Balance], at now: UnixTime) {
        guard balances.count > balanceLimit else { return }
        let strongest = balances.sorted { a, b in
            let (first, second) = (a.value.value(at: now).magnitude, b.value.value(at: now).magnitude)
            return first == second ? a.key < b.key : first > second
        }
        balances = Dictionary(uniqueKeysWithValues: strongest.prefix(balanceLimit * 3 / 4).map { ($0.key, $0.value) })
    }
}

/// One accepted sample.
public struct Accepted: Hashable, Sendable {
    public var id: SampleID
    public var at: UnixTime

    public init(id: SampleID, at: UnixTime) {
        self.id = id
        self.at = at
    }
}
