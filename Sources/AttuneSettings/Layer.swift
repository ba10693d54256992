import Configuration
import Foundation

/// One place settings come from.
struct Layer {
    let snapshot: any ConfigSnapshot
    /// Put before the key's own name when the snapshot is asked.
    let prefix: [String]
    /// Where the value of a key came from, for messages.
    let origin: @Sendable (Setting) -> String
    /// The value as it was written, for messages.
    let written: @Sendable (Setting) -> String?

    func key(_ setting: Setting) -> AbsoluteConfigKey { AbsoluteConfigKey(prefix + [setting.rawValue]) }

    static func commandLine(_ options: [Setting: String]) -> Layer {
        let values = options.map { setting, text -> (AbsoluteConfigKey, ConfigValue) in
            let number = setting.numbers == nil ? nil : Int(text).map(ConfigContent.int)
            return (AbsoluteConfigKey([setting.rawValue]), ConfigValue(number ?? .string(text), isSecret: false))
        }
        let provider = InMemoryProvider(values: Dictionary(uniqueKeysWithValues: values))
        return Layer(
            snapshot: provider.snapshot(), prefix: [],
            origin: { "from --\($0.rawValue)" }, written: { options[$0] })
    }

    static func environment(_ variables: [String: String]) -> Layer {
        // An empty variable is how shells say "not set".
        let given = variables.filter { $0.key.hasPrefix("ATTUNE_") && !$0.value.isEmpty }
        return Layer(
            snapshot: EnvironmentVariablesProvider(environmentVariables: given).snapshot(), prefix: ["attune"],
            origin: { "from \($0.environmentName)" }, written: { given[$0.environmentName] })
    }

    static func file(_ path: String) throws(SettingsError) -> Layer {
        let data: Data
        let object: [String: Any]
        let snapshot: JSONSnapshot
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
            object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
            snapshot = try JSONSnapshot(data: data.bytes, providerName: path, parsingOptions: .default)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            throw .unreadableFile(path: path, reason: "there is no such file.")
        } catch let error as CocoaError where error.code == .propertyListReadCorrupt {
            throw .unreadableFile(path: path, reason: "it is not JSON.")
        } catch {
            throw .unreadableFile(path: path, reason: "\(error)")
        }
        let unknown = object.keys.filter { Setting(rawValue: $0) == nil }.sorted()
        guard unknown.isEmpty else { throw .unknownKeys(unknown, path: path) }
        let written = object.mapValues { "\($0)" }
        return Layer(
            snapshot: snapshot, prefix: [], origin: { "from \"\($0.rawValue)\" in \(path)" },
            written: { written[$0.rawValue] })
    }
}
