public import Access
public import ArgumentParser

/// A scope as an option's value, by its name.
extension Scope: ExpressibleByArgument {}
