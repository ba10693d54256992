/// Why a client's cursor could not be continued.
public enum ResetReason: String, CaseIterable, Hashable, Sendable {
    /// The ring no longer reaches back to the cursor.
    case expired
    /// The cursor is of another epoch.
    case otherEpoch = "other_epoch"
    /// The text is not a cursor.
    case malformed
    /// The cursor is ahead of the feed's head.
    case ahead
    /// The ring overtook a subscriber that had stopped reading.
    case overrun
}

/// Why a stream ended.
public enum CloseReason: String, CaseIterable, Hashable, Sendable {
    /// The stream was as old as it may get.
    case maxAge = "max_age"
    /// The server is stopping.
    case drain
    /// The only session it watched has ended.
    case sessionEnded = "session_ended"
    /// The caller's token has expired.
    case tokenExpired = "token_expired"
    /// The caller's tickets were taken back.
    case revoked = "tickets_revoked"
    /// The caller opened more streams than one may have, and this one was the stalest.
    case displaced = "too_many_streams"
    /// The reader went away.
    case cancelled
    /// The reader took nothing for too long.
    case stalled

    /// The event that tells the client.
    var farewell: String {
        switch self {
        case .tokenExpired, .revoked: "reauth"
        case .displaced: "overloaded"
        case .maxAge, .drain, .sessionEnded, .cancelled, .stalled: "bye"
        }
    }
}
