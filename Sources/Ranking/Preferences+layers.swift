extension Preferences {
    /// These wishes, and where nothing is wished those of `defaults`; weights component by component.
    public func over(_ defaults: Preferences) -> Preferences {
        var merged = self
        merged.bpmTolerance = bpmTolerance ?? defaults.bpmTolerance
        merged.keyPolicy = keyPolicy ?? defaults.keyPolicy
        merged.adventurous = adventurous ?? defaults.adventurous
        merged.maxPerPack = maxPerPack ?? defaults.maxPerPack
        merged.weights = weights.merging(defaults.weights) { mine, _ in mine }
        return merged
    }
}
