/// The Lua scripts; each is atomic and takes the keys of one session.
///
/// Of a session that has ended its revision stays, alone in the hash, until the session would have expired: revisions go on
/// from there, and what a node still has of it does not bring it back.
///
/// All of them first compare this node's marker, `KEYS[4]`, with the number that the sender knows, `ARGV[1]`. It differs
/// when Redis lost its data (flushed, restarted empty, evicted), when the sender has not heard yet that the node noticed
/// such a loss, and when the command was sent on an older connection and arrives late, after the node has given up
/// waiting and written the session anew. All answer `LOST` and change nothing.
enum RedisScript: Int, CaseIterable, Sendable {
    case update, reconcile, end

    var text: String {
        switch self {
        case .update: FeedScript.placing + Self.guarding + Self.updating
        case .reconcile: Self.guarding + Self.reconciling
        case .end: Self.guarding + Self.ending
        }
    }

    private static let guarding = """
        local session, idempotency, index, marker = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
        if redis.call('GET', marker) ~= ARGV[1] then return {'LOST'} end
        local id = ARGV[2]
        local function bury(known)
          local existed = redis.call('HEXISTS', session, 'updated')
          local revision = math.max(tonumber(redis.call('HGET', session, 'revision') or '0'), tonumber(known))
          redis.call('ZREM', index, id)
          redis.call('DEL', session, idempotency)
          if revision > 0 then
            redis.call('HSET', session, 'revision', string.format('%.0f', revision))
            redis.call('PEXPIRE', session, ARGV[3])
          end
          return existed
        end

        """

    /// ARGV: connection, id, ttl ms, now, version or '', idempotency key or '', 1 to make a revision, the revision that the
    /// sender knows, the stamp of what it holds or '', the stamp of this change, number of values to set, number of fields to
    /// delete, those values as field and text, those fields. Where the session still bears the stamp of what the sender holds, and has
    /// that revision (a node of an older version leaves stamps as they are), the sender knows what becomes of it, and the answer
    /// leaves that out. Then,
    /// if the sender foresees what the context becomes, the frame that tells of it, as ``FeedScript`` takes it, with the feed's
    /// keys after the session's: it gets its place in the same step when its revision is the one that is made, which the
    /// answer's `TOLD` says. `BEHIND` changes nothing: Redis has lost what the sender knows, as by eviction.
    private static let updating = """
        local ttl, now, version, key, revises = ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7]
        local held = redis.call('HMGET', session, 'revision', 'version', 'updated', 'stamp')
        local revision, stored, updated = tonumber(held[1] or '0'), held[2], held[3]
        local known = tonumber(ARGV[8])
        if revision < known then return {'BEHIND'} end
        local isForeseen = revision == known and held[4] and held[4] == ARGV[9]
        local deletes = 13 + 2 * tonumber(ARGV[11])
        local frame = deletes + tonumber(ARGV[12])
        if key ~= '' and held[1] then
          for _, seen in ipairs(redis.call('LRANGE', idempotency, 0, -1)) do
            if seen == key then return {'REPLAYED', redis.call('HGETALL', session)} end
          end
        end
        if version ~= '' and stored and tonumber(version) < tonumber(stored) then return {'STALE', stored} end
        revision = revision + tonumber(revises)
        if not updated or tonumber(updated) < tonumber(now) then updated = now end
        local sets = {'revision', string.format('%.0f', revision), 'updated', updated, 'stamp', ARGV[10]}
        if version ~= '' then sets[7], sets[8] = 'version', version end
        for i = 13, deletes - 1 do sets[#sets + 1] = ARGV[i] end
        redis.call('HSET', session, unpack(sets))
        if frame > deletes then redis.call('HDEL', session, unpack(ARGV, deletes, frame - 1)) end
        redis.call('PEXPIRE', session, ttl)
        redis.call('ZADD', index, updated, id)
        if key ~= '' then
          redis.call('RPUSH', idempotency, key)
          redis.call('LTRIM', idempotency, -64, -1)
          redis.call('PEXPIRE', idempotency, ttl)
        end
        local word = 'APPLIED'
        if ARGV[frame] and tonumber(ARGV[frame + 4]) == revision
          and place(KEYS[5], KEYS[6], KEYS[7], frame)[1] == 'OK' then word = 'TOLD' end
        if isForeseen then return {word} end
        return {word, redis.call('HGETALL', session)}
        """

    /// ARGV: connection, id, ttl ms, updated, version or '', intent, base revision, own revision, the stamp of this change, then
    /// lists, each after its length: idempotency keys, the whole session as field and value, what changed as field and value,
    /// without and with a version, and the fields that were deleted, without and with one.
    ///
    /// `base` is the revision this node last saw in Redis. Redis behind it, or without the session, has lost data: the
    /// whole session is written. Redis ahead of it was written by others: what changed here is merged on top, but what
    /// came with a `version` only unless the other has a newer one. Revisions only grow.
    private static let reconciling = """
        local ttl, updated, version, intent = ARGV[3], ARGV[4], ARGV[5], ARGV[6]
        local base, revision = tonumber(ARGV[7]), tonumber(ARGV[8])
        local stored = tonumber(redis.call('HGET', session, 'revision') or '')
        if intent == 'end' then
          if (stored or 0) <= base then bury(base) end
          return {'KEPT', redis.call('HGETALL', session)}
        end
        local at = 10
        local function take(width)
          local list, count = {}, tonumber(ARGV[at])
          for i = at + 1, at + count * width do list[#list + 1] = ARGV[i] end
          at = at + 1 + count * width
          return list
        end
        local function set(pairs) for i = 1, #pairs, 2 do redis.call('HSET', session, pairs[i], pairs[i + 1]) end end
        local keys, whole, free, bound, freed, unbound = take(1), take(2), take(2), take(2), take(1), take(1)
        local function drop(fields) for _, field in ipairs(fields) do redis.call('HDEL', session, field) end end
        local replaces = intent == 'replace'
        if not stored or stored < base or (replaces and stored <= base) then
          if #whole == 0 then return {'KEPT', redis.call('HGETALL', session)} end
          redis.call('DEL', session)
          set(whole)
          if replaces then
            redis.call('HSET', session, 'revision', string.format('%.0f', math.max(revision, base + 1, (stored or 0) + 1)))
          end
        elseif intent == 'offer' then
          return {'KEPT', redis.call('HGETALL', session)}
        else
          set(free)
          drop(freed)
          local theirs = tonumber(redis.call('HGET', session, 'version') or '')
          if not theirs or version == '' or tonumber(version) >= theirs then
            set(bound)
            drop(unbound)
            if version ~= '' then redis.call('HSET', session, 'version', version) end
          end
          local grown = stored
          if revision > base and stored == base then grown = revision
          elseif revision > base or replaces then grown = math.max(stored, revision) + 1 end
          redis.call('HSET', session, 'revision', string.format('%.0f', grown))
          local before = redis.call('HGET', session, 'updated')
          if not before or tonumber(before) < tonumber(updated) then redis.call('HSET', session, 'updated', updated) end
        end
        redis.call('HSET', session, 'stamp', ARGV[9])
        for _, key in ipairs(keys) do redis.call('RPUSH', idempotency, key) end
        redis.call('LTRIM', idempotency, -64, -1)
        redis.call('PEXPIRE', session, ttl)
        redis.call('PEXPIRE', idempotency, ttl)
        redis.call('ZADD', index, redis.call('HGET', session, 'updated'), id)
        return {'KEPT', redis.call('HGETALL', session)}
        """

    /// ARGV: connection, id, ttl ms, the revision that the sender knows.
    private static let ending = """
        return {'ENDED', bury(ARGV[4])}
        """
}
