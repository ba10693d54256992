public import ArgumentParser
public import Ranking

/// A ranking mode as an option's value, by its name.
extension RankingMode: ExpressibleByArgument {}
