public import Music
public import Ranking

/// A validated merge-patch of a ``SessionContext``: RFC 7396 over the fields of the contract.
///
/// A key travels as its two halves. `"key": "A minor"` sets tonic and mode, `"key": "A"` only the tonic, `"mode":
/// "minor"` only the mode, and whichever half comes later completes the other; `"key": null` forgets both. So any two
/// patches merge field by field, in memory and in Redis alike, and the order of the halves does not matter.
///
/// Empty lists and cleared fields are one and the same: a context only ever shows what is wished for.
public struct ContextPatch: Sendable, Hashable {
    /// 20…400 BPM.
    public var bpm: Change<Double> = .keep
    public var tonic: Change<PitchClass> = .keep
    public var mode: Change<Mode> = .keep
    /// 1–16 tags.
    public var moods: Change<[Tag]> = .keep
    /// 0…1.
    public var energy: Change<Double> = .keep
    public var genre: Change<Tag> = .keep
    public var role: Change<RoleWish> = .keep
    /// Seconds, 0 to a year.
    public var timeRemainingSeconds: Change<Double> = .keep
    /// 1–64 sample ids or file names.
    public var playing: Change<[String]> = .keep
    public var preferences = PreferencesPatch()
    /// By the name of the field they speak about.
    public var sources: [String: FieldSourcePatch] = [:]

    /// Changes nothing.
    public init() {}

    /// Both halves of the key at once. Reads `.keep` while only one half changes.
    public var key: Change<Key> {
        get {
            switch (tonic, mode) {
            case (.set(let tonic), .set(let mode)): .set(Key(tonic: tonic, mode: mode))
            case (.clear, .clear): .clear
            default: .keep
            }
        }
        set {
            switch newValue {
            case .keep: (tonic, mode) = (.keep, .keep)
            case .clear: (tonic, mode) = (.clear, .clear)
            case .set(let key): (tonic, mode) = (.set(key.tonic), .set(key.mode))
            }
        }
    }

    /// The context after the patch; fields the patch does not name keep their value. Pure.
    public func apply(to context: SessionContext) -> SessionContext {
        var result = context
        for field in touchedFields { field.apply(self, &result) }
        result.sources = result.sources.filter { $0.value != FieldSource() }
        return result
    }

    /// What the patch does, flat: the path of each field it touches and the field's JSON text, `nil` to delete it.
    ///
    /// Paths are those of the contract (`bpm`, `preferences.weights.tempo`, `sources.key.from`), except that a key is
    /// `tonic` and `mode`. Two patches in a row are the same as their fields merged by path.
    public var fields: [(path: String, json: String?)] {
        touchedFields.compactMap { field in
            switch field.change(self) {
            case .keep: nil
            case .clear: (field.path, nil)
            case .set(let value): (field.path, value.jsonText)
            }
        }
    }

    /// The table's rows worth looking at: most patches leave preferences and sources alone.
    private var touchedFields: [ContextField] {
        var rows = ContextField.wishes
        if preferences != PreferencesPatch() { rows += ContextField.preferences }
        if !sources.isEmpty { rows += ContextField.sources }
        return rows
    }
}

/// Changes to ``Preferences``.
public struct PreferencesPatch: Sendable, Hashable {
    /// ± BPM, 0…100.
    public var bpmTolerance: Change<Double> = .keep
    public var keyPolicy: Change<KeyPolicy> = .keep
    /// 0…1.
    public var adventurous: Change<Double> = .keep
    /// 1…50.
    public var maxPerPack: Change<Int> = .keep
    /// Each 0…2.
    public var weights: [Component: Change<Double>] = [:]

    public init() {}
}

/// Changes to one field's ``FieldSource``.
public struct FieldSourcePatch: Sendable, Hashable {
    /// 1–64 characters.
    public var from: Change<String> = .keep
    /// 0…1.
    public var confidence: Change<Double> = .keep

    public init() {}
}
