/// A state topic's place in the feed: its newest frame and the subscribers that named its session.
struct TopicSlot {
    struct Watcher {
        var subscriber: Int
        var lane: Int
    }

    var topic: Topic
    var frame: Frame?
    var watchers: [Watcher] = []
}
