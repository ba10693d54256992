/// What a sample does in an arrangement. `loop` and `one-shot` are the answers when only the form is known.
public enum Role: String, CaseIterable, Hashable, Sendable, Codable {
    case drums, percussion, bass, chords, melody, pad, vocal, fx, loop
    case oneShot = "one-shot"
}
