import Ranking
import Sessions
import Streaming
import Synchronization
import Telemetry

extension Engine {
    /// Keeps up with the other nodes of a shared feed, until cancelled: their frames reach the streams by themselves; here the
    /// sessions that this node holds follow. The node that takes a change ranks it, the others only deliver.
    func followOthers() async {
        guard let news = parts.news else { return }
        for await word in news {
            switch word {
            case .published(.context(let text), let revision):
                guard let id = SessionID(text) else { continue }
                overtake(id, at: revision)
                if parts.feed.isWatched(session: text) {
                    owed.withLock { $0.owe(id, revision: revision, at: clock.nanoseconds()) }
                }
            case .published(.suggestions(let text), let revision):
                guard let id = SessionID(text) else { continue }
                live.withExisting(id) { $0.follow(revision: revision) }
                owed.withLock { $0.pay(id, revision: revision) }
            case .published(.experiment(let text), _):
                if let id = SessionID(text) { overtake(id, at: .max) }
            case .published(.library, _): break
            case .ended(let text): if let id = SessionID(text) { await followEnd(of: id) }
            case .deed(let deed, let isOwn): await follow(deed, isOwn: isOwn)
            case .joined: owed.withLock { $0.sayAll(at: clock.nanoseconds()) }
            }
        }
    }

    /// Fetches the sessions that other nodes have changed, until cancelled: many at once, or what is told of meanwhile, a ban as well
    /// as the next context, would wait for a round trip each.
    func followContexts() async {
        await overtaken.forEachBatch { batch in
            await withTaskGroup(of: Void.self) { group in
                for (id, isAwaited) in batch {
                    group.addTask {
                        await self.takeNewest(of: id)
                        if isAwaited { self.rankingQueues.add(id) }
                    }
                }
            }
        }
    }

    private func overtake(_ id: SessionID, at revision: Int) {
        if isConcerned(with: id) { overtaken.add(id, at: revision) }
    }

    /// Whether this node holds a session, or knows it to have ended.
    private func isConcerned(with id: SessionID) -> Bool {
        live.withExisting(id) { _ in true } == true || live.hasEnded(id)
    }

    /// Takes what the store has of a session that this node holds too, or knows to have ended. What was said of it before it
    /// ended does not bring it back.
    private func takeNewest(of id: SessionID) async {
        let ends = endings.load(ordering: .acquiring)
        guard isConcerned(with: id), let session = try? await parts.contexts.session(id, at: clock.now()) else {
            return
        }
        // It may be the one that ended since the store was asked.
        guard endings.load(ordering: .acquiring) == ends else { return await takeNewest(of: id) }
        live.revive(id)
        live.withExisting(id) { $0.takeOver(session, at: clock.nanoseconds()) }
    }

    /// Another node ended a session. It may have begun anew since.
    private func followEnd(of id: SessionID) async {
        endings.add(1, ordering: .acquiringAndReleasing)
        await parts.contexts.forget(id)
        if (try? await parts.contexts.session(id, at: clock.now())) != nil { return await takeNewest(of: id) }
        live.end(id, at: clock.now())
        try? await parts.saved.delete([id])
        parts.feed.place(.ended(session: id.rawValue))
    }

    /// Ranks for eyes at this node what the node that took the change did not, until cancelled.
    func makeOwedLists() async throws {
        guard parts.news != nil else { return }
        while true {
            try await Task.sleep(for: .milliseconds(100))
            let now = clock.nanoseconds()
            for debt in owed.withLock({ $0.takeDue(at: now) }) {
                // When it was told of, this node's store may not have been back yet.
                await takeNewest(of: debt.session)
                let isBehind = live.withExisting(debt.session) { $0.stored.revision < debt.revision } == true
                if isBehind, parts.contexts.health != .healthy {
                    owed.withLock { $0.owe(debt.session, revision: debt.revision, at: now) }
                } else {
                    refresh(debt.session, since: now)
                }
            }
            // What the store merged of several nodes' changes is said when it has done so.
            if let since = owed.withLock({ $0.mustSayAll }),
                parts.contexts.health == .healthy || now > since + 20 * OwedLists.patience
            {
                owed.withLock { $0.saidAll() }
                await sayAll()
            }
        }
    }

    /// Says on the shared feed what this node knows; what is known there already is left out.
    private func sayAll() async {
        await parts.feed.settle()
        let kept = await parts.feed.keptDeeds()
        // Read once: each kept deed has a name of its own, so that none changes what another finds.
        let standing = (try? await parts.wishes.wishes()).map { Set($0) }
        for deed in kept { await follow(deed, standing: standing) }
        await tellOfOwnDeeds(besides: kept)
        let ended = endedAlone.withLock { ids in
            defer { ids = [] }
            return ids
        }
        for id in ended {
            if (try? await parts.contexts.session(id, at: clock.now())) == nil {
                parts.feed.retire(session: id.rawValue)
            }
        }
        for id in live.ids {
            guard let session = try? await parts.contexts.session(id, at: clock.now()) else { continue }
            let arrival = clock.nanoseconds()
            live.withExisting(id) { slot in
                _ = slot.take(session)
                publish(slot.stored, as: slot.stored.contextFrame())
            }
            refresh(id, since: arrival)
        }
    }
}

extension SuggestionSet {
    /// What the set stands on and how it reads, as ``SuggestionList/readsSame(as:)`` compares it: so that of two nodes that make
    /// the same list only one is heard.
    var standing: Standing {
        var words = [mode.rawValue, assignment?.experiment ?? "", assignment?.arm ?? "", "\(list.complete)"]
        words += Component.allCases.map { "\(list.weights[$0])" } + list.relaxations.map(\.rawValue)
        words += [list.gap?.text ?? "", list.runnerUp?.sample.id.rawValue ?? ""]
        words.append(list.runnerUp?.counterfactual?.text ?? "")
        for item in list.suggestions {
            words += [item.sample.id.rawValue, "\(item.pinned)", item.rationale, item.placement.rawValue]
            words += item.relaxed.map(\.rawValue)
        }
        return Standing(revision: revision, reading: words.joined(separator: "\n"))
    }
}
