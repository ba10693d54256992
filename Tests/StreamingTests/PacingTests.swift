import NIOCore
import SSEClient
import Streaming
import Testing

@Suite("Conflation and pacing", .timeLimit(.minutes(1)))
struct PacingTests {
    @Test("the first change goes out at once")
    func first() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        fixture.publish(.context("a"), "1")
        fixture.publish(.suggestions("a"), "2")
        #expect(try await stream.told() == ["context 1", "suggestions 2"])
    }

    @Test("a burst ends on the newest frame, four fifths of an interval later")
    func burst() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        fixture.publish(.context("a"), "0")
        _ = await stream.next()
        async let told = stream.told()
        await fixture.feed.readersWait(1)
        for number in 1...50 { fixture.publish(.context("a"), "\(number)") }
        fixture.clock.advance(by: .milliseconds(39))
        fixture.feed.sweepPaced()
        #expect(fixture.feed.statistics().waiting == 1)
        fixture.clock.advance(by: .milliseconds(1))
        fixture.feed.sweepPaced()
        #expect(try await told == ["context 50"])
        #expect(fixture.feed.statistics().conflated == 49)
    }

    @Test("a topic that changes once per interval is never held, however late one frame of it went")
    func onSchedule() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        for number in 0..<100 {
            fixture.publish(.context("a"), "\(number)")
            // The writer comes late now and then, by up to half an interval.
            let late = Duration.milliseconds(number % 7 == 3 ? 25 : number % 3)
            fixture.clock.advance(by: late)
            #expect(try await stream.told() == ["context \(number)"])
            fixture.clock.advance(by: .milliseconds(50) - late)
        }
        #expect(fixture.feed.statistics().conflated == 0)
    }

    @Test("a topic that changes faster is told once per interval on average")
    func average() async throws {
        let fixture = try Fixture()
        let running = Task { try await fixture.feed.run() }
        let stream = fixture.watch("a")
        _ = await stream.next()
        let before = fixture.feed.statistics().writes
        let reader = Task { while await stream.next() != nil {} }
        for number in 0..<500 {
            await fixture.feed.readersWait(1)
            fixture.publish(.context("a"), "\(number)")
            fixture.clock.advance(by: .milliseconds(4))
            fixture.feed.sweepPaced()
        }
        await fixture.feed.readersWait(1)
        let told = fixture.feed.statistics().writes - before
        #expect((38...42).contains(told), "in two seconds: \(told)")
        reader.cancel()
        running.cancel()
        _ = try? await running.value
    }

    @Test("pacing one topic does not hold the other back")
    func topicsApart() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        fixture.publish(.context("a"), "1")
        #expect(try await stream.told() == ["context 1"])
        fixture.publish(.suggestions("a"), "2")
        #expect(try await stream.told() == ["suggestions 2"])
    }

    @Test("events are never paced and never conflated")
    func events() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        for number in 1...5 { fixture.publish(.library, "\(number)") }
        fixture.publish(.experiment("b"), "6")
        fixture.publish(.experiment("a"), "7")
        #expect(
            try await stream.told() == [
                "library 1", "library 2", "library 3", "library 4", "library 5", "experiment 7",
            ])
        fixture.publish(.library, "8")
        #expect(try await stream.told() == ["library 8"])
    }

    @Test("a frame waits for an older one that is held, so that ids only rise")
    func order() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        fixture.publish(.context("a"), "1")
        _ = await stream.next()
        fixture.publish(.context("a"), "2")
        fixture.publish(.library, "3")
        async let told = stream.told()
        await fixture.feed.readersWait(1)
        fixture.clock.advance(by: .milliseconds(50))
        fixture.feed.sweepPaced()
        #expect(try await told == ["context 2", "library 3"])
    }

    @Test("a slow reader gets the newest only, and keeps one mark per topic")
    func slow() async throws {
        let fixture = try Fixture()
        let stream = fixture.watch("a")
        _ = await stream.next()
        for number in 1...10_000 {
            fixture.publish(number.isMultiple(of: 2) ? .context("a") : .suggestions("a"), "\(number)")
        }
        #expect(try await stream.told() == ["suggestions 9999", "context 10000"])
        #expect(fixture.feed.statistics().conflated == 9998)
    }

    @Test("a reader the ring has overtaken is told so and given a snapshot")
    func overrun() async throws {
        let fixture = try Fixture(capacity: 8)
        fixture.publish(.context("a"), "1")
        let stream = fixture.watch("a")
        _ = await stream.next()
        for number in 2...20 { fixture.publish(.library, "\(number)") }
        fixture.publish(.suggestions("a"), "21")
        let events = try await stream.events()
        #expect(events.map(\.event) == ["reset", "context", "suggestions"])
        #expect(events.first?.data == #"{"reason":"overrun","from":"k3ZbQ9xA-1","epoch":"k3ZbQ9xA"}"#)
        #expect(events.map(\.id) == ["k3ZbQ9xA-1", "k3ZbQ9xA-1", "k3ZbQ9xA-21"])
        fixture.publish(.library, "22")
        #expect(try await stream.told() == ["library 22"])
        #expect(fixture.feed.statistics().resets == [.overrun: 1])
    }

    @Test("a ring overrun by frames of others' concern loses a reader nothing")
    func unconcerned() async throws {
        let fixture = try Fixture(capacity: 4)
        let stream = fixture.watch("a")
        _ = await stream.next()
        for number in 1...20 { fixture.publish(.experiment("b"), "\(number)") }
        fixture.publish(.experiment("a"), "21")
        #expect(try await stream.told() == ["experiment 21"])
    }

    @Test("the newest JSON of a state topic can be asked for")
    func newest() throws {
        let fixture = try Fixture()
        #expect(fixture.feed.newest(.context("a")) == nil)
        fixture.publish(.context("a"), "1")
        fixture.publish(.context("a"), "2")
        fixture.publish(.library, "3")
        #expect(fixture.feed.newest(.context("a")) == ByteBuffer(string: "2"))
        #expect(fixture.feed.newest(.library) == nil)
        #expect(fixture.feed.head.description == "k3ZbQ9xA-3")
    }
}
