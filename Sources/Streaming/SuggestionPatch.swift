import NIOCore

/// The difference of two suggestion sets as a JSON Patch (RFC 6902), which any library for it can apply.
///
/// Values are compared and copied as bytes: the same encoder wrote both. Suggestions are told apart by `sample_id`, so that
/// one that moved is a `move`, and only what changed about it follows.
struct SuggestionPatch {
    private static let list = Array("suggestions".utf8)
    private static let identity = Array("sample_id".utf8)

    private var ops = JSONOps()

    /// `{session_id, base, revision, ops}`, where `base` is the `set_id` of the old set; `nil` for what are not two sets.
    /// - Complexity: O(bytes + n²) for n suggestions.
    static func data(from old: ByteBuffer, to new: ByteBuffer) -> ByteBuffer? {
        let (old, new) = (Array(old.readableBytesView), Array(new.readableBytesView))
        guard let before = JSONOutline.members(old[...]), let after = JSONOutline.members(new[...]),
            let base = value("set_id", of: before), let revision = value("revision", of: after),
            let session = value("session_id", of: after)
        else { return nil }
        var patch = SuggestionPatch()
        guard patch.set(from: before, to: after) else { return nil }
        return JSONWriter.object(capacity: 256 + patch.ops.count * 96) { json in
            json.key("session_id")
            json.raw(String(decoding: session, as: UTF8.self))
            json.key("base")
            json.raw(String(decoding: base, as: UTF8.self))
            json.key("revision")
            json.raw(String(decoding: revision, as: UTF8.self))
            json.key("ops")
            json.raw(patch.ops.json)
        }
    }

    private static func value(_ name: String, of members: [JSONOutline.Member]) -> ArraySlice<UInt8>? {
        members.first { $0.name.elementsEqual(name.utf8) }?.value
    }

    private mutating func set(from before: [JSONOutline.Member], to after: [JSONOutline.Member]) -> Bool {
        let isList = { (member: JSONOutline.Member) in member.name.elementsEqual(Self.list) }
        guard members(at: "", from: before.filter { !isList($0) }, to: after.filter { !isList($0) }),
            let old = before.first(where: isList).flatMap({ JSONOutline.elements($0.value) }),
            let new = after.first(where: isList).flatMap({ JSONOutline.elements($0.value) }),
            let oldItems = Self.items(old), let newItems = Self.items(new)
        else { return false }
        return suggestions(from: oldItems, to: newItems)
    }

    private struct Item {
        var id: ArraySlice<UInt8>
        var text: ArraySlice<UInt8>
        var members: [JSONOutline.Member]
    }

    /// `nil` when one has no id, or two have the same.
    private static func items(_ texts: [ArraySlice<UInt8>]) -> [Item]? {
        let items = texts.compactMap { text -> Item? in
            guard let members = JSONOutline.members(text),
                let id = members.first(where: { $0.name.elementsEqual(identity) })?.value
            else { return nil }
            return Item(id: id, text: text, members: members)
        }
        return items.count == texts.count && Set(items.map(\.id)).count == items.count ? items : nil
    }

    /// First what left goes, from the end; then each place is filled from the front; then what changed is replaced.
    private mutating func suggestions(from old: [Item], to new: [Item]) -> Bool {
        let staying = Set(new.map(\.id))
        var order = old.map(\.id)
        for place in order.indices.reversed() where !staying.contains(order[place]) {
            ops.remove("/suggestions/\(place)")
            order.remove(at: place)
        }
        let known = Dictionary(uniqueKeysWithValues: old.map { ($0.id, $0) })
        for (place, item) in new.enumerated() {
            if place < order.count, order[place] == item.id { continue }
            if let from = order.firstIndex(of: item.id) {
                ops.move(from: "/suggestions/\(from)", to: "/suggestions/\(place)")
                order.remove(at: from)
            } else {
                ops.add("/suggestions/\(place)", item.text)
            }
            order.insert(item.id, at: place)
        }
        for (place, item) in new.enumerated() {
            guard let before = known[item.id], !before.text.elementsEqual(item.text) else { continue }
            guard members(at: "/suggestions/\(place)", from: before.members, to: item.members) else { return false }
        }
        return true
    }

    /// False for a name that JSON or a JSON Pointer (RFC 6901) would have to escape: none of ours does.
    private mutating func members(
        at path: String, from before: [JSONOutline.Member], to after: [JSONOutline.Member]
    ) -> Bool {
        for member in before + after where member.name.contains(where: { [0x5c, 0x7e, 0x2f].contains($0) }) {
            return false
        }
        for member in before where !after.contains(where: { $0.name == member.name }) {
            ops.remove("\(path)/\(String(decoding: member.name, as: UTF8.self))")
        }
        for member in after {
            let target = "\(path)/\(String(decoding: member.name, as: UTF8.self))"
            switch before.first(where: { $0.name == member.name }) {
            case nil: ops.add(target, member.value)
            case let old? where old.value != member.value: ops.replace(target, member.value)
            case _?: break
            }
        }
        return true
    }
}
