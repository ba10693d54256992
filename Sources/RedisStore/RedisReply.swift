/// One reply of RESP2, copied out of hiredis.
enum RedisReply: Hashable, Sendable {
    case none
    case integer(Int)
    case text(String)
    case error(String)
    case list([RedisReply])

    /// The text, or `nil` for any other kind.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var list: [RedisReply]? {
        if case .list(let list) = self { list } else { nil }
    }

    /// The alternating names and values of `HGETALL`.
    var members: [String: String]? {
        guard let list, list.count.isMultiple(of: 2) else { return nil }
        var members: [String: String] = [:]
        for place in stride(from: 0, to: list.count, by: 2) {
            guard let name = list[place].text, let value = list[place + 1].text else { return nil }
            members[name] = value
        }
        return members
    }

    /// The reply itself, unless it is an error.
    func checked() throws(RedisError) -> RedisReply {
        if case .error(let text) = self { throw .refused(text) }
        return self
    }

    /// For messages: what kind of reply this is, with no contents.
    var kind: String {
        switch self {
        case .none: "nothing"
        case .integer: "a number"
        case .text: "a text"
        case .error: "an error"
        case .list(let list): "a list of \(list.count)"
        }
    }
}
