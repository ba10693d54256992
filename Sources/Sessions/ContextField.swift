import Music
import Ranking

/// One row of the context's table: where a field stands in a patch, in a context and in JSON.
///
/// Everything that walks a context (parsing, merging, the flat form in Redis, display) walks this table, so a field is
/// described once.
struct ContextField: Sendable {
    /// Dotted path as in the contract.
    let path: String
    let change: @Sendable (ContextPatch) -> Change<JSONValue>
    let apply: @Sendable (ContextPatch, inout SessionContext) -> Void
    let value: @Sendable (SessionContext) -> JSONValue?
    /// Puts a JSON value (`null` clears) into a patch.
    let parse: @Sendable (JSONValue, inout ContextPatch) throws(Unaccepted) -> Void

    init<Value>(
        _ path: String, _ form: FieldForm<Value>,
        patch: any WritableKeyPath<ContextPatch, Change<Value>> & Sendable,
        context: any WritableKeyPath<SessionContext, Value?> & Sendable
    ) {
        self.path = path
        change = { source in
            switch source[keyPath: patch] {
            case .keep: .keep
            case .clear: .clear
            case .set(let value): .set(form.json(value))
            }
        }
        apply = { source, target in
            if case .keep = source[keyPath: patch] { return }
            target[keyPath: context] = source[keyPath: patch].applied(to: nil)
        }
        value = { $0[keyPath: context].map(form.json) }
        parse = { (given, target) throws(Unaccepted) in
            if case .null = given {
                target[keyPath: patch] = .clear
            } else {
                target[keyPath: patch] = try form.parse(given).map { .set($0) } ?? .clear
            }
        }
    }
}

extension ContextField {
    /// The fields of the context itself. `tonic` is the stored half of `key`; on the wire there is `key` alone.
    static let wishes: [ContextField] = [
        ContextField("bpm", .number(20...400, " BPM"), patch: \.bpm, context: \.bpm),
        ContextField("tonic", .pitchClass(), patch: \.tonic, context: \.tonic),
        ContextField("mode", .mode(), patch: \.mode, context: \.mode),
        ContextField(
            "mood_tags", .list(of: .tag(), atMost: 16, "mood tags"), patch: \.moods, context: \.moodsIfAny),
        ContextField("energy", .number(0...1, ""), patch: \.energy, context: \.energy),
        ContextField("genre", .tag(), patch: \.genre, context: \.genre),
        ContextField("role", .name(), patch: \.role, context: \.role),
        ContextField(
            "time_remaining_s", .number(0...31_536_000, " seconds"), patch: \.timeRemainingSeconds,
            context: \.timeRemainingSeconds),
        ContextField(
            "playing", .list(of: .text(characters: 256), atMost: 64, "sample ids or file names"), patch: \.playing,
            context: \.playingIfAny),
    ]

    static let preferences: [ContextField] =
        [
            ContextField(
                "preferences.bpm_tolerance", .number(0...100, " BPM"), patch: \.preferences.bpmTolerance,
                context: \.preferences.bpmTolerance),
            ContextField(
                "preferences.key_policy", .name(), patch: \.preferences.keyPolicy, context: \.preferences.keyPolicy),
            ContextField(
                "preferences.adventurous", .number(0...1, ""), patch: \.preferences.adventurous,
                context: \.preferences.adventurous),
            ContextField(
                "preferences.max_per_pack", .integer(1...50), patch: \.preferences.maxPerPack,
                context: \.preferences.maxPerPack),
        ]
        + Component.allCases.map { component in
            ContextField(
                "preferences.weights.\(component.rawValue)", .number(0...2, ""),
                patch: \.preferences[weight: component], context: \.preferences.weights[component])
        }

    /// `from` and `confidence` of every field a sender may speak about.
    static let sources: [ContextField] = sourceNames.flatMap { name in
        [
            ContextField(
                "sources.\(name).from", .text(characters: 64), patch: \.[source: name].from,
                context: \.[source: name].from),
            ContextField(
                "sources.\(name).confidence", .number(0...1, ""),
                patch: \.[source: name].confidence,
                context: \.[source: name].confidence),
        ]
    }

    static let all = wishes + preferences + sources

    static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

    private static let sourceNames = [
        "bpm", "key", "mode", "mood_tags", "energy", "genre", "role", "time_remaining_s", "playing",
    ]
}

// Key paths take no default arguments, hence the names.

extension PreferencesPatch {
    fileprivate subscript(weight component: Component) -> Change<Double> {
        get { weights[component, default: .keep] }
        set { weights[component] = newValue }
    }
}

extension ContextPatch {
    fileprivate subscript(source name: String) -> FieldSourcePatch {
        get { sources[name, default: FieldSourcePatch()] }
        set { sources[name] = newValue }
    }
}

extension SessionContext {
    fileprivate subscript(source name: String) -> FieldSource {
        get { sources[name, default: FieldSource()] }
        set { sources[name] = newValue }
    }

    fileprivate var moodsIfAny: [Tag]? {
        get { moods.isEmpty ? nil : moods }
        set { moods = newValue ?? [] }
    }

    fileprivate var playingIfAny: [String]? {
        get { playing.isEmpty ? nil : playing }
        set { playing = newValue ?? [] }
    }
}
