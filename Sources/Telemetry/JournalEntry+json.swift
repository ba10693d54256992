import Ranking
public import Sessions

/// Why an entry of another node's journal cannot be read.
public enum JournalEntryError: Error, Hashable, Sendable {
    case syntax(JSONSyntaxError)
    /// The first member that is missing or of the wrong form.
    case member(String)
}

extension JournalEntry {
    /// What other nodes are told: `{"events": […], "impressions": […]}`, times in seconds since 1970. Written by hand, because a
    /// `JSONEncoder` takes longer for a list of ten than ranking it took, and writes are waited for.
    ///
    /// - Complexity: O(bytes).
    public var jsonText: String {
        var text = "{\"events\":["
        for (place, event) in events.enumerated() {
            text += place > 0 ? ",{" : "{"
            text.add("eventID", event.eventID)
            text.add("kind", event.kind.rawValue)
            text.add("setID", event.setID)
            text.add("sample", event.sample.rawValue)
            text.add("rank", event.rank)
            text.add(event.session)
            text.add("occurredAt", event.occurredAt)
            text.add("receivedAt", event.receivedAt)
            if let dwell = event.dwellMilliseconds { text.add("dwellMilliseconds", dwell) }
            if let metadata = event.metadata { text.add("metadata", metadata) }
            text += "}"
        }
        text += "],\"impressions\":["
        for (place, impression) in impressions.enumerated() {
            text += place > 0 ? ",{" : "{"
            text.add("setID", impression.setID)
            text.add(impression.session)
            text.add("revision", impression.revision)
            text.add("mode", impression.mode.rawValue)
            if let experiment = impression.experiment { text.add("experiment", experiment) }
            if let arm = impression.arm { text.add("arm", arm) }
            text.add("at", impression.at)
            text.addName("items")
            text += "["
            for (place, item) in impression.items.enumerated() {
                text += place > 0 ? ",{" : "{"
                text.add("rank", item.rank)
                text.add("sample", item.sample.rawValue)
                text.add("score", item.score)
                text.add("source", item.source.rawValue)
                text += "}"
            }
            text += "]}"
        }
        text += "]}"
        return text
    }

    /// Reads ``jsonText``; members that it does not know are passed over, so that a newer node may tell more.
    public init(jsonText: String) throws(JournalEntryError) {
        let document: JSONValue
        do { document = try JSONValue(jsonText: jsonText) } catch { throw .syntax(error) }
        let entry = try Members(document, named: "entry")
        self.init(
            events: try entry.list("events") { (event) throws(JournalEntryError) in
                TelemetryEvent(
                    eventID: try event.text("eventID"), kind: try event.word("kind"), setID: try event.text("setID"),
                    sample: SampleID(try event.text("sample")), rank: try event.whole("rank"),
                    session: try event.session(), occurredAt: try event.time("occurredAt"),
                    receivedAt: try event.time("receivedAt"),
                    dwellMilliseconds: event.has("dwellMilliseconds") ? try event.whole("dwellMilliseconds") : nil,
                    metadata: event.has("metadata") ? try event.text("metadata") : nil)
            },
            impressions: try entry.list("impressions") { (impression) throws(JournalEntryError) in
                Impression(
                    setID: try impression.text("setID"), session: try impression.session(),
                    revision: try impression.whole("revision"), mode: try impression.word("mode"),
                    experiment: impression.has("experiment") ? try impression.text("experiment") : nil,
                    arm: impression.has("arm") ? try impression.text("arm") : nil, at: try impression.time("at"),
                    items: try impression.list("items") { (item) throws(JournalEntryError) in
                        Impression.Item(
                            rank: try item.whole("rank"), sample: SampleID(try item.text("sample")),
                            score: try item.number("score"), source: try item.word("source"))
                    })
            })
    }
}

extension String {
    fileprivate mutating func addName(_ name: String) {
        if utf8.last != UInt8(ascii: "{") { self += "," }
        self += "\""
        self += name
        self += "\":"
    }

    fileprivate mutating func add(_ name: String, _ value: String) {
        addName(name)
        JSONValue.write(value, to: &self)
    }

    fileprivate mutating func add(_ name: String, _ value: Int) {
        addName(name)
        self += String(value)
    }

    /// The shortest digits that read back as the same number.
    fileprivate mutating func add(_ name: String, _ value: Double) {
        addName(name)
        self += value.description
    }

    fileprivate mutating func add(_ name: String, _ value: UnixTime) { add(name, value.seconds) }

    fileprivate mutating func add(_ session: SessionID) {
        addName("session")
        self += "{"
        add("rawValue", session.rawValue)
        self += "}"
    }
}

/// The members of one object.
private struct Members {
    private let members: [String: JSONValue]

    init(_ value: JSONValue?, named name: String) throws(JournalEntryError) {
        guard case .object(let members) = value else { throw .member(name) }
        self.members = members
    }

    func has(_ name: String) -> Bool { members[name].map { $0 != .null } ?? false }

    func text(_ name: String) throws(JournalEntryError) -> String {
        guard case .string(let text) = members[name] else { throw .member(name) }
        return text
    }

    func word<Word: RawRepresentable<String>>(_ name: String) throws(JournalEntryError) -> Word {
        guard let word = Word(rawValue: try text(name)) else { throw .member(name) }
        return word
    }

    func number(_ name: String) throws(JournalEntryError) -> Double {
        guard case .number(let number) = members[name] else { throw .member(name) }
        return number
    }

    func whole(_ name: String) throws(JournalEntryError) -> Int {
        guard let whole = Int(exactly: try number(name)) else { throw .member(name) }
        return whole
    }

    func time(_ name: String) throws(JournalEntryError) -> UnixTime { UnixTime(try number(name)) }

    func session() throws(JournalEntryError) -> SessionID {
        guard let session = SessionID(try Members(members["session"], named: "session").text("rawValue")) else {
            throw .member("session")
        }
        return session
    }

    func list<Element>(
        _ name: String, _ element: (Members) throws(JournalEntryError) -> Element
    ) throws(JournalEntryError) -> [Element] {
        guard case .array(let values) = members[name] else { throw .member(name) }
        var elements: [Element] = []
        elements.reserveCapacity(values.count)
        for value in values { elements.append(try element(Members(value, named: name))) }
        return elements
    }
}
