/// What a query knows of one row in particular; most rows have none.
struct RowNote: Sendable {
    var row: Int32
    /// By its own id; pack and tag bans are the kernel's.
    var isBanned = false
    /// In the project now, or otherwise not wanted again.
    var isPlaying = false
    /// The sample's own taste balance, −1…1.
    var taste = 0.0
    /// −1…0.
    var fatigue = 0.0

    /// Adds what else is known of the row.
    mutating func merge(_ other: RowNote) {
        isBanned = isBanned || other.isBanned
        isPlaying = isPlaying || other.isPlaying
        taste += other.taste
        fatigue += other.fatigue
    }

    /// A row of which nothing in particular is known.
    static let blank = RowNote(row: -1)
}

/// What a query makes of one tag.
struct TagEffect: Sendable {
    /// The tag's taste balance, −1…1.
    var taste = 0.0
    /// 1 for a wished mood, else 0.
    var mood = 0.0
    /// The points of the wished genre, else 0.
    var genre = 0.0
    var isBanned = false
}
