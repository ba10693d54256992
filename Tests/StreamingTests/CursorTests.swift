import Streaming
import Testing

@Suite("Epochs and cursors")
struct CursorTests {
    @Test("an epoch is eight base-62 characters, new with every draw")
    func epochs() {
        var random = Seeded(1)
        let epochs = (0..<1000).map { _ in Epoch(using: &random) }
        #expect(Set(epochs).count == 1000)
        #expect(epochs.allSatisfy { Epoch($0.description) == $0 })
    }

    @Test("a cursor reads what it writes", arguments: [0, 1, 18422, UInt64.max])
    func roundTrip(sequence: UInt64) throws {
        let cursor = FeedCursor(epoch: try #require(Epoch("k3ZbQ9xA")), sequence: sequence)
        #expect(FeedCursor(cursor.description) == cursor)
        #expect(cursor.description.utf8.count <= 32)
    }

    @Test(
        "anything else is not a cursor",
        arguments: [
            "", "-", "k3ZbQ9xA", "k3ZbQ9xA-", "k3ZbQ9xA-x", "k3ZbQ9x-1", "k3ZbQ9xAA-1", "k3ZbQ9x_-1", "k3ZbQ9xA-01",
            "k3ZbQ9xA-+1",
            "k3ZbQ9xA--1", "k3ZbQ9xA-1 ", " k3ZbQ9xA-1", "k3ZbQ9xA-18446744073709551616", "k3ZbQ9xA-1-1", "k3ZbQ9xé-1",
            "k3ZbQ9xA-٣", "k3ZbQ9xA-1\0",
        ])
    func malformed(text: String) {
        #expect(FeedCursor(text) == nil)
    }
}
