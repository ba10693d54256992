import NIOCore
import SSEClient
import Streaming
import Synchronization
import Testing

/// A desk that notes whom it was told to serve, and serves when the test says so.
private final class NotedDesk: Desk {
    private let told = Mutex<[SubscriberKey]>([])
    /// A stream whose last owner lets it go has left.
    private let streams = Mutex<[Subscription]>([])

    /// Takes a stream and keeps it.
    func seat(_ stream: Subscription) -> SubscriberKey {
        streams.withLock { $0.append(stream) }
        return stream.seat(at: self)
    }

    func wake(_ keys: [SubscriberKey]) { told.withLock { $0 += keys } }

    /// Whom it was told of since the last time.
    func toldOf() -> [SubscriberKey] {
        told.withLock { told in
            defer { told = [] }
            return told
        }
    }
}

extension Feed {
    /// What there is to write for one stream of a desk: the events of each chunk, and `end`.
    fileprivate func served(_ keys: [SubscriberKey]) throws -> [String] {
        var chunks: [(ByteBuffer, Bool)] = []
        var ends = 0
        take(keys) { _, write in
            switch write {
            case .chunk(let chunk, let isLast): chunks.append((chunk, isLast))
            case .end: ends += 1
            }
        }
        let texts = try chunks.map { chunk, isLast in
            var decoder = SSEDecoder()
            let events = try decoder.decode(try HTTPChunkText.payload(of: chunk))
            return events.map { "\($0.event) \($0.data.prefix(20))" }.joined(separator: ", ") + (isLast ? " last" : "")
        }
        return texts + Array(repeating: "end", count: ends)
    }
}

/// Reads one chunk as a strict client would.
enum HTTPChunkText {
    struct Malformed: Error {}

    static func payload(of chunk: ByteBuffer) throws -> ByteBuffer {
        var chunk = chunk
        guard let end = chunk.readableBytesView.firstIndex(of: 0x0d) else { throw Malformed() }
        let digits = chunk.readString(length: end - chunk.readerIndex) ?? ""
        guard let size = Int(digits, radix: 16), size > 0, digits.first != "0", chunk.readString(length: 2) == "\r\n",
            let payload = chunk.readSlice(length: size), chunk.readString(length: 2) == "\r\n", chunk.readableBytes == 0
        else { throw Malformed() }
        return payload
    }
}

@Suite("Streams written at a desk", .timeLimit(.minutes(1)))
struct DeskTests {
    @Test("a desk is told once per stream until it takes, and then takes the newest")
    func once() throws {
        let fixture = try Fixture()
        let desk = NotedDesk()
        let stream = fixture.watch("a")
        let key = desk.seat(stream)
        #expect(try fixture.feed.served([key]) == [#"hello {"epoch":"k3ZbQ9xA","#])
        for number in 1...10 { fixture.publish(.context("a"), "\(number)") }
        #expect(desk.toldOf() == [key])
        #expect(try fixture.feed.served([key]) == ["context 10"])
        #expect(fixture.feed.statistics().conflated == 9)
        #expect(try fixture.feed.served([key]) == [])
        #expect(desk.toldOf() == [])
    }

    @Test("what pacing holds is told when it is due")
    func paced() throws {
        let fixture = try Fixture()
        let desk = NotedDesk()
        let stream = fixture.watch("a")
        let key = desk.seat(stream)
        _ = try fixture.feed.served([key])
        fixture.publish(.context("a"), "1")
        #expect(desk.toldOf() == [key])
        #expect(try fixture.feed.served([key]) == ["context 1"])
        fixture.publish(.context("a"), "2")
        #expect(desk.toldOf() == [])
        fixture.clock.advance(by: .milliseconds(50))
        fixture.feed.sweepPaced()
        #expect(desk.toldOf() == [key])
        #expect(try fixture.feed.served([key]) == ["context 2"])
    }

    @Test("streams that lag by the same frames are given the same bytes, in one memory")
    func shared() throws {
        let fixture = try Fixture()
        let desk = NotedDesk()
        let streams = (0..<3).map { _ in fixture.watch("a") }
        let keys = streams.map(desk.seat)
        fixture.feed.take(keys) { _, _ in }
        fixture.publish(.context("a"), "1")
        fixture.publish(.suggestions("a"), "2")
        #expect(Set(desk.toldOf()) == Set(keys))
        var chunks: [ByteBuffer] = []
        fixture.feed.take(keys) { _, write in
            if case .chunk(let chunk, _) = write { chunks.append(chunk) }
        }
        #expect(chunks.count == 3)
        let places = Set(
            chunks.map { chunk in unsafe chunk.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) } })
        #expect(places.count == 1)
        #expect(try fixture.feed.served(keys) == [])
    }

    @Test("a heartbeat is a chunk of its own")
    func heartbeat() throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        let key = NotedDesk().seat(stream)
        _ = try fixture.feed.served([key])
        fixture.clock.advance(by: .seconds(17))
        var chunks: [String] = []
        fixture.feed.take([key]) { _, write in
            if case .chunk(let chunk, _) = write { chunks.append(String(buffer: chunk)) }
        }
        #expect(chunks == ["2\r\n:\n\r\n"])
    }

    @Test("the last chunk says so, and the stream stays counted until its writer leaves")
    func ending() throws {
        let fixture = try Fixture()
        let desk = NotedDesk()
        let stream = fixture.watch("a")
        let key = desk.seat(stream)
        _ = try fixture.feed.served([key])
        fixture.clock.advance(by: .seconds(600))
        fixture.feed.sweepLifetimes()
        #expect(desk.toldOf() == [key])
        #expect(try fixture.feed.served([key]) == [#"bye {"reason":"max_age"} last"#])
        fixture.publish(.context("a"), "1")
        #expect(desk.toldOf() == [])
        #expect(fixture.feed.subscribers == 1)
        stream.cancel()
        #expect(fixture.feed.subscribers == 0)
        #expect(!stream.isOpen)
        #expect(fixture.feed.statistics().closes == [.maxAge: 1])
    }

    @Test("a stream that is cut off is told of even while its writer cannot write")
    func cutOff() async throws {
        let fixture = try Fixture { $0.drainGrace = .zero }
        let desk = NotedDesk()
        let stream = fixture.watch("a")
        let key = desk.seat(stream)
        _ = try fixture.feed.served([key])
        fixture.publish(.context("a"), "1")
        #expect(desk.toldOf() == [key])
        await fixture.feed.drain(over: .zero)
        #expect(desk.toldOf().contains(key))
        #expect(!stream.isOpen)
        #expect(try fixture.feed.served([key]) == ["end"])
    }

    @Test("a stream given up for its stall is counted as such")
    func stalled() throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = NotedDesk().seat(stream)
        stream.cancel(.stalled)
        #expect(fixture.feed.statistics().closes == [.stalled: 1])
    }

    @Test("the delay from publication to write is counted, the opening's left out")
    func delays() throws {
        let fixture = try Fixture()
        fixture.publish(.context("a"), "0")
        fixture.clock.advance(by: .seconds(5))
        let stream = fixture.watch("a")
        let key = NotedDesk().seat(stream)
        _ = try fixture.feed.served([key])
        #expect(fixture.feed.statistics().delays.count == 0)
        fixture.publish(.context("a"), "1")
        fixture.clock.advance(by: .milliseconds(150))
        _ = try fixture.feed.served([key])
        let delays = fixture.feed.statistics().delays
        #expect(delays.count == 1)
        #expect(delays.sum == 150)
        let bucket = try #require(DelayCounts.bounds.firstIndex(of: 200))
        #expect(delays.buckets[bucket] == 1)
    }
}
