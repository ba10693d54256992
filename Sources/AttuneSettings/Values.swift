import Configuration

/// The layers, strongest first, asked for one key at a time.
struct Values {
    let layers: [Layer]

    /// A text value and where it came from, or `nil` when no layer has the key.
    func text(_ setting: Setting) throws(SettingsError) -> (text: String, origin: String)? {
        guard let (content, layer) = try first(setting, .string), case .string(let text) = content else { return nil }
        guard !text.isEmpty else { throw .invalid(setting, given: "", origin: layer.origin(setting)) }
        return (text, layer.origin(setting))
    }

    /// A whole number within the key's range.
    func number(_ setting: Setting) throws(SettingsError) -> Int? {
        guard let (content, layer) = try first(setting, .int), case .int(let number) = content else { return nil }
        guard let accepted = setting.numbers, accepted.contains(number) else {
            throw .invalid(setting, given: "\(number)", origin: layer.origin(setting))
        }
        return number
    }

    /// One of the named choices.
    func choice<Choice>(_ setting: Setting, _ parse: (String) -> Choice?) throws(SettingsError) -> Choice? {
        guard let (text, origin) = try text(setting) else { return nil }
        guard let choice = parse(text) else { throw .invalid(setting, given: text, origin: origin) }
        return choice
    }

    private func first(_ setting: Setting, _ type: ConfigType) throws(SettingsError) -> (ConfigContent, Layer)? {
        for layer in layers {
            do {
                if let value = try layer.snapshot.value(forKey: layer.key(setting), type: type).value {
                    return (value.content, layer)
                }
            } catch {
                throw .invalid(setting, given: layer.written(setting) ?? "", origin: layer.origin(setting))
            }
        }
        return nil
    }
}
