public import NIOCore

/// A `text/event-stream` parser to the letter of WHATWG HTML §9.2.6, for input cut anywhere: one leading BOM is skipped, lines
/// end with CR, LF or CRLF, comments and unknown fields are ignored, an `id` with NUL is ignored, a `retry` that is not all
/// digits is ignored, a block without data dispatches nothing, and an unfinished block at the end is dropped.
public struct SSEDecoder: Sendable {
    /// The last event id: of dispatched events, and of blank blocks that carried an `id`.
    public private(set) var lastEventID = ""
    /// The reconnection time the stream last asked for, in milliseconds.
    public private(set) var retryMilliseconds: Int?
    /// Comment lines seen, which is how heartbeats come.
    public private(set) var comments = 0

    private let eventLimit: Int
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var event = ""
    private var idBuffer = ""
    private var isAtStart = true
    private var endedWithCarriageReturn = false

    /// - Parameter eventLimit: bytes of one event or line beyond which decoding throws, so that memory stays bounded.
    public init(eventLimit: Int = 16 * 1024 * 1024) { self.eventLimit = eventLimit }

    /// Takes the next chunk and returns the events it completed.
    public mutating func decode(
        _ chunk: ByteBuffer, at time: NIODeadline = .now()
    ) throws(SSEClientError) -> [SSEEvent] {
        var events: [SSEEvent] = []
        let bytes = chunk.readableBytesView
        var start = bytes.startIndex
        if endedWithCarriageReturn, let first = bytes.first {
            endedWithCarriageReturn = false
            if first == 0x0a { start += 1 }
        }
        while let end = Self.lineEnd(in: chunk, from: start) {
            line.append(contentsOf: bytes[start..<end])
            try endLine(into: &events, at: time)
            start = end + 1
            if bytes[end] == 0x0d {
                if start == bytes.endIndex {
                    endedWithCarriageReturn = true
                } else if bytes[start] == 0x0a {
                    start += 1
                }
            }
        }
        line.append(contentsOf: bytes[start...])
        guard line.count <= eventLimit else { throw .eventTooLarge(limit: eventLimit) }
        return events
    }

    /// The index of the first CR or LF. A line may hold a whole list, so many bytes are looked at as one.
    private static func lineEnd(in chunk: ByteBuffer, from start: Int) -> Int? {
        unsafe chunk.withUnsafeReadableBytes { bytes in
            var place = start - chunk.readerIndex
            while place + 64 <= bytes.count {
                var isBroken = false
                for own in place..<place + 64 { unsafe isBroken = isLineEnd(bytes[own]) || isBroken }
                if isBroken { break }
                place += 64
            }
            while place < bytes.count {
                if unsafe isLineEnd(bytes[place]) { return chunk.readerIndex + place }
                place += 1
            }
            return nil
        }
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

    private mutating func endLine(into events: inout [SSEEvent], at time: NIODeadline) throws(SSEClientError) {
        if isAtStart {
            isAtStart = false
            if line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
        }
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else {
            if let event = dispatch(at: time) { events.append(event) }
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return take(field: line[...], value: []) }
        if colon == 0 {
            comments += 1
            return
        }
        var value = line[(colon + 1)...]
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        take(field: line[..<colon], value: value)
        guard data.count <= eventLimit else { throw .eventTooLarge(limit: eventLimit) }
    }

    private mutating func take(field: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        if field.elementsEqual("data".utf8) {
            data.append(contentsOf: value)
            data.append(0x0a)
            hasData = true
        } else if field.elementsEqual("event".utf8) {
            event = String(decoding: value, as: UTF8.self)
        } else if field.elementsEqual("id".utf8) {
            if !value.contains(0) { idBuffer = String(decoding: value, as: UTF8.self) }
        } else if field.elementsEqual("retry".utf8) {
            guard value.allSatisfy({ (0x30...0x39).contains($0) }) else { return }
            if let milliseconds = Int(String(decoding: value, as: UTF8.self)) { retryMilliseconds = milliseconds }
        }
    }

    private mutating func dispatch(at time: NIODeadline) -> SSEEvent? {
        lastEventID = idBuffer
        defer {
            data.removeAll(keepingCapacity: true)
            hasData = false
            event = ""
        }
        guard hasData else { return nil }
        data.removeLast()
        return SSEEvent(
            id: lastEventID, event: event.isEmpty ? "message" : event, bytes: ByteBuffer(bytes: data), receivedAt: time)
    }
}
