import Foundation
import Logging
import NIOCore
import Ranking
import Sessions
import Streaming
import Synchronization
import Telemetry

/// What is done at one node and changes how every node ranks, as it goes over the shared feed.
enum Deed: Codable {
    case wished(Wish, granted: Bool)
    case set(Experiment)
    case revoked(String, until: UnixTime)

    var shared: SharedDeed {
        // Values of plain types: there is nothing in them that could not be written.
        let data = (try? JSONEncoder().encode(self)) ?? Data()
        return SharedDeed(kind: kind, name: name, data: ByteBuffer(bytes: data))
    }

    private var kind: String {
        switch self {
        case .wished: "wish"
        case .set: "experiment"
        case .revoked: "revocation"
        }
    }

    /// Wishes and experiments stand until they are changed.
    private var name: String {
        switch self {
        case .wished(.pin(let sample), _): "pin \(sample.rawValue)"
        case .wished(.ban(let scope, let text), _): "ban \(scope.rawValue) \(text)"
        case .set(let experiment): experiment.name
        case .revoked(let subject, _): subject
        }
    }
}

extension Engine {
    /// Does something here and tells the other nodes of it.
    func share(_ deed: Deed, _ act: () async throws -> Void) async throws {
        contested.withLock { _ = $0.remove(deed.shared.key) }
        try await act()
        parts.feed.share(deed.shared)
    }

    /// Does here what was done at another node. What stands here already is done twice without harm. What this node did is done
    /// again, whatever seems to stand, when another's deed was followed since it began, and was given its place before: the last in
    /// the shared order stands, everywhere, on disk and in memory.
    ///
    /// - Parameter standing: the wishes that stand here, where somebody has read them already.
    func follow(_ shared: SharedDeed, isOwn: Bool = false, standing: Set<Wish>? = nil) async {
        do {
            let deed = try JSONDecoder().decode(Deed.self, from: Data(shared.data.readableBytesView))
            let key = deed.shared.key
            let isDue = contested.withLock { keys in
                if isOwn { return keys.remove(key) != nil }
                keys.insert(key)
                return true
            }
            guard isDue else { return }
            switch deed {
            case .wished(let wish, let granted):
                let here: Set<Wish>
                if let standing { here = standing } else { here = Set(try await parts.wishes.wishes()) }
                if isOwn || here.contains(wish) != granted { try await set(wish, granted: granted) }
            case .set(let experiment):
                if isOwn || !experiments().contains(experiment) { try await set(experiment) }
            case .revoked(let subject, let moment): try await revoke(subject, until: moment)
            }
            // What began here while this was done may have been undone by it.
            if !isOwn { contested.withLock { _ = $0.insert(key) } }
        } catch {
            parts.logger.error(
                "what another node did was not followed", metadata: ["kind": "\(shared.kind)", "error": "\(error)"])
        }
    }

    /// Tells the others of the wishes, experiments and revocations that only this node has, as one that ran alone before.
    func tellOfOwnDeeds(besides kept: [SharedDeed]) async {
        let known = Dictionary(kept.map { ($0.key, $0.data) }) { $1 }
        let wishes = (try? await parts.wishes.wishes()) ?? []
        let since = clock.now() + -TicketRevocations.memory
        let revocations = (try? await parts.revocations?.revocations(since: since)) ?? [:]
        let deeds =
            wishes.map { Deed.wished($0, granted: true) } + experiments().map { Deed.set($0) }
            + revocations.map { Deed.revoked($0.key, until: $0.value) }
        for deed in deeds {
            let shared = deed.shared
            // By now no kept revocation is of later than ours.
            let isLater = if case .revoked = deed { known[shared.key] != shared.data } else { false }
            if known[shared.key] == nil || isLater { parts.feed.share(shared) }
        }
    }
}
