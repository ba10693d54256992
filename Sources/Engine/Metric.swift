/// One metric family for `/metrics`. Labels never name a session, so their number stays bounded.
public struct Metric: Sendable {
    public enum Kind: String, Sendable { case counter, gauge, histogram }

    /// One line: the family's name, a suffix such as `_bucket`, labels and a value.
    public struct Sample: Sendable {
        public var suffix: String
        public var labels: [(name: String, value: String)]
        public var value: Double

        public init(suffix: String = "", labels: [(String, String)] = [], value: Double) {
            self.suffix = suffix
            self.labels = labels.map { (name: $0.0, value: $0.1) }
            self.value = value
        }
    }

    public var name: String
    public var help: String
    public var kind: Kind
    public var samples: [Sample]

    public init(name: String, help: String, kind: Kind, samples: [Sample]) {
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    public static func counter(_ name: String, _ help: String, _ value: Double) -> Metric {
        Metric(name: name, help: help, kind: .counter, samples: [Sample(value: value)])
    }

    public static func gauge(_ name: String, _ help: String, _ value: Double) -> Metric {
        Metric(name: name, help: help, kind: .gauge, samples: [Sample(value: value)])
    }
}
