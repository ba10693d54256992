/// The Lua scripts of the feed; each is atomic. Keys: the feed's hash, its log, and the newest frame of a state
/// topic, both of a session that ends, or the kept deeds.
enum FeedScript: Int, CaseIterable, Sendable {
    case join, publish

    var text: String {
        switch self {
        case .join: Self.joining
        case .publish: Self.placing + Self.publishing
        }
    }

    /// ARGV: a new epoch, the epoch and the sequence that the node has, ttl ms of the feed. A feed that is gone, or that has gone
    /// back behind what a node has seen of it (an older snapshot was loaded), begins anew. Answers epoch and sequence. It always
    /// writes: a Redis that takes no writes is not to be joined.
    private static let joining = """
        local feed, log = KEYS[1], KEYS[2]
        local epoch = redis.call('HGET', feed, 'epoch')
        local seq = tonumber(redis.call('HGET', feed, 'seq') or '0')
        if not epoch or (epoch == ARGV[2] and tonumber(ARGV[3]) > seq) then
          redis.call('DEL', log, feed)
          epoch, seq = ARGV[1], 0
          redis.call('HSET', feed, 'seq', '0')
        end
        redis.call('HSET', feed, 'epoch', epoch)
        redis.call('PEXPIRE', feed, ARGV[4])
        redis.call('PEXPIRE', log, ARGV[4])
        return {epoch, string.format('%.0f', seq)}
        """

    /// A function that gives a frame its place: of the feed's hash, its log, the newest frame of the topic if it is of a state,
    /// and where in ARGV these begin: epoch, node, kind, session, revision, event, digest of the reading, JSON, places to keep,
    /// ttl ms of the newest frame, channel. Feed and log are kept alive by the nodes that follow them. Answers `EPOCH` to a node of
    /// another history, `HELD` with what stands there already when a state frame is older than the newest or reads the same, or
    /// `OK`, the sequence and how many nodes heard of it. The script of a context update (``RedisScript``) places its frame with
    /// it too.
    static let placing = """
        local function place(feed, log, newest, at)
          local epoch, node, kind, session, revision = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
          local event, reading, data, capacity = ARGV[at + 5], ARGV[at + 6], ARGV[at + 7], ARGV[at + 8]
          local head = redis.call('HMGET', feed, 'epoch', 'seq')
          if head[1] ~= epoch then return {'EPOCH'} end
          if newest then
            local held = redis.pcall('HMGET', newest, 'epoch', 'revision', 'reading')
            if held.err then
              redis.call('DEL', newest)
            elseif held[1] == epoch then
              local behind = tonumber(revision) < tonumber(held[2])
              if behind or (reading ~= '' and held[2] == revision and held[3] == reading) then
                local frame = redis.call('HMGET', newest, 'seq', 'event', 'data')
                return {'HELD', frame[1], frame[2], frame[3]}
              end
            end
          end
          local seq = string.format('%.0f', tonumber(head[2] or '0') + 1)
          redis.call('HSET', feed, 'seq', seq)
          if newest then
            redis.call('XADD', log, 'MAXLEN', '~', capacity, seq .. '-0', 'k', kind, 's', session)
            redis.call('HSET', newest, 'epoch', epoch, 'seq', seq, 'revision', revision, 'reading', reading, 'event', event,
              'data', data)
            redis.call('PEXPIRE', newest, ARGV[at + 9])
          else
            redis.call('XADD', log, 'MAXLEN', '~', capacity, seq .. '-0', 'k', kind, 's', session, 'e', event, 'd', data)
          end
          redis.call('PUBLISH', ARGV[at + 10], table.concat({epoch, seq, node, kind, session, revision, event}, ' '))
          return {'OK', seq, redis.call('PUBLISH', ARGV[at + 10], data)}
        end

        """

    /// ARGV: those of the frame (11), the name of a deed that is kept, the node's number of the entry. Answers as the function above,
    /// or `SENT` to what was placed before and whose answer was lost. An error undoes nothing: that it was placed is written last.
    private static let publishing = """
        local feed, newest, kind = KEYS[1], KEYS[3], ARGV[3]
        local sent = 'sent:' .. ARGV[2]
        local known = redis.call('HMGET', feed, 'epoch', sent)
        if known[1] ~= ARGV[1] then return {'EPOCH'} end
        if tonumber(ARGV[13]) <= tonumber(known[2] or '0') then return {'SENT'} end
        if kind == 'e' then
          redis.call('DEL', newest, KEYS[4])
          newest = nil
        end
        if kind == 'd' then
          if ARGV[12] ~= '' then redis.call('HSET', newest, ARGV[6] .. ' ' .. ARGV[12], ARGV[8]) end
          newest = nil
        end
        local placed = place(feed, KEYS[2], newest, 1)
        redis.call('HSET', feed, sent, ARGV[13])
        return placed
        """
}
