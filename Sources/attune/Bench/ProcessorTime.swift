import Foundation

/// What this process has used of its processors.
enum ProcessorTime {
    /// User and system time of all threads since the start, seconds.
    static var seconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
