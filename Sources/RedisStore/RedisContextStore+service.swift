import Ranking
import Sessions
import Synchronization

extension RedisContextStore {
    /// The background service: connects, probes, writes back. Ends when the task is cancelled.
    public func run() async throws {
        defer { disconnect() }
        var failures = 0
        while !Task.isCancelled {
            if let redis = state.withLock({ $0.redis }) {
                await probe(redis)
            } else {
                await connect()
            }
            let isConnected = state.withLock { $0.redis != nil }
            failures = isConnected ? 0 : failures + 1
            let pause =
                isConnected
                ? settings.probeInterval
                : settings.backoff.delay(after: failures, chance: Double.random(in: 0...1))
            do { try await clock.sleep(for: pause) } catch { return }
        }
    }

    /// One attempt to connect and to write back what Redis lacks. Health says what came of it.
    public func connect() async {
        let number = state.withLock { state in
            state.connections += 1
            return state.connections
        }
        do throws(RedisError) {
            let redis = try await RedisSession.open(
                endpoint, keys: RedisKeys(user: settings.user), node: node, number: number, settings: settings)
            state.withLock { state in
                // A server that restarted may have read an older snapshot.
                let isKnown = redis.runID != nil && state.runID == redis.runID && redis.found == state.marked
                if !isKnown { state.replica.offerEverything(at: now()) }
            }
            try await redis.mark()
            state.withLock { state in
                state.redis?.connection.close()
                state.redis = redis
                state.marked = redis.number
                state.runID = redis.runID
                state.since = nil
            }
            await writeBack(to: redis)
        } catch {
            state.withLock { state in
                state.outage = "\(error)"
                state.since = state.since ?? now()
            }
        }
        announce()
    }

    private func probe(_ redis: RedisSession) async {
        do throws(RedisError) {
            if try await !redis.probe() { lost(on: redis) }
            guard let redis = state.withLock({ $0.redis }) else { return }
            if redis.number != state.withLock({ $0.marked }) {
                try await redis.mark()
                state.withLock { $0.marked = redis.number }
            }
            await writeBack(to: redis)
        } catch {
            failed(error, on: redis)
        }
    }

    private func disconnect() {
        state.withLock { state in
            state.redis?.connection.close()
            state.redis = nil
            state.outage = "this node is stopping"
        }
    }

    /// Writes every waiting session once, in batches, oldest id first. Stops when the connection fails, and when Redis
    /// refuses a whole batch: the next probe tries again.
    func writeBack(to redis: RedisSession) async {
        var rest = state.withLock { $0.replica.unwritten.keys.sorted() }[...]
        while !rest.isEmpty {
            let (batch, stamp) = state.withLock { state in
                let batch = rest.prefix(64).compactMap { id in
                    state.replica.unwritten[id].map {
                        (id: id, entry: $0, held: state.replica.table.session(id, at: now()))
                    }
                }
                return (batch, state.nextStamp(of: node))
            }
            rest = rest.dropFirst(64)
            guard !batch.isEmpty else { continue }
            do throws(RedisError) {
                let answers = try await redis.reconcile(batch, stamp: stamp, at: now())
                let refusals = state.withLock { state in
                    zip(batch, answers).count { sent, answer in
                        switch answer {
                        case .success(.stands(let stored)):
                            state.replica.written(sent.entry, of: sent.id, stored: stored)
                            return false
                        case .success: return true
                        case .failure(let error):
                            state.replica.refused(sent.id, "\(error)")
                            return true
                        }
                    }
                }
                if refusals == batch.count { break }
            } catch {
                failed(error, on: redis)
                break
            }
        }
        announce()
    }
}
