/// The Lua scripts of the feed; each is atomic. Keys: the feed's hash, its log, and the newest frame of a state
/// topic, both of a session that ends, or the kept deeds.
enum FeedScript: Int, CaseIterable, Sendable {
    case join, publish

    var text: String {
        switch self {
        case .join: Self.joining
        case .publish: Self.publishing
        }
    }

    /// ARGV: a new epoch, the epoch and the sequence that the node has. A feed that is gone, or that has gone back behind what a
    /// node has seen of it (an older snapshot was loaded), begins anew. Answers epoch and sequence.
    private static let joining = """
        local feed, log = KEYS[1], KEYS[2]
        local epoch = redis.call('HGET', feed, 'epoch')
        local seq = tonumber(redis.call('HGET', feed, 'seq') or '0')
        if not epoch or (epoch == ARGV[2] and tonumber(ARGV[3]) > seq) then
          redis.call('DEL', log, feed)
          redis.call('HSET', feed, 'epoch', ARGV[1], 'seq', '0')
          return {ARGV[1], '0'}
        end
        return {epoch, string.format('%.0f', seq)}
        """

    /// ARGV: epoch, node, kind, session, revision, event, reading, JSON, places to keep, ttl ms of the newest frame, ttl ms of the
    /// feed, channel, name of a deed that is kept, the node's number of the entry. Answers `EPOCH` to a node of another history,
    /// `SENT` to what was placed before and whose answer was lost, `HELD` with what stands there already when a state frame
    /// is older than the newest or reads the same, or `OK`, the sequence and how many nodes heard of it.
    private static let publishing = """
        local feed, log, newest = KEYS[1], KEYS[2], KEYS[3]
        local epoch, node, kind, session, revision = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
        local event, reading, data = ARGV[6], ARGV[7], ARGV[8]
        if redis.call('HGET', feed, 'epoch') ~= epoch then return {'EPOCH'} end
        local sent = tonumber(redis.call('HGET', feed, 'sent:' .. node) or '0')
        if tonumber(ARGV[14]) <= sent then return {'SENT'} end
        redis.call('HSET', feed, 'sent:' .. node, ARGV[14])
        if kind == 'e' then
          redis.call('DEL', newest, KEYS[4])
          newest = nil
        end
        if kind == 'd' then
          if ARGV[13] ~= '' then redis.call('HSET', newest, event .. ' ' .. ARGV[13], data) end
          newest = nil
        end
        if reading ~= '' then reading = redis.sha1hex(reading) end
        if newest then
          local held = redis.call('HMGET', newest, 'epoch', 'revision', 'reading')
          if held[1] == epoch then
            local behind = tonumber(revision) < tonumber(held[2])
            if behind or (reading ~= '' and held[2] == revision and held[3] == reading) then
              local frame = redis.call('HMGET', newest, 'seq', 'event', 'data')
              return {'HELD', frame[1], frame[2], frame[3]}
            end
          end
        end
        local seq = string.format('%.0f', redis.call('HINCRBY', feed, 'seq', 1))
        if newest then
          redis.call('XADD', log, 'MAXLEN', '~', ARGV[9], seq .. '-0', 'k', kind, 's', session)
          redis.call('HSET', newest, 'epoch', epoch, 'seq', seq, 'revision', revision, 'reading', reading, 'event', event,
            'data', data)
          redis.call('PEXPIRE', newest, ARGV[10])
        else
          redis.call('XADD', log, 'MAXLEN', '~', ARGV[9], seq .. '-0', 'k', kind, 's', session, 'e', event, 'd', data)
        end
        redis.call('PEXPIRE', feed, ARGV[11])
        redis.call('PEXPIRE', log, ARGV[11])
        local words = epoch .. ' ' .. seq .. ' ' .. node .. ' ' .. kind .. ' ' .. session .. ' ' .. revision .. ' ' .. event
        return {'OK', seq, redis.call('PUBLISH', ARGV[12], words .. '\\n' .. data)}
        """
}
