import ArgumentParser

/// How many streams may be opening at once: shared by the scenarios that open many.
struct OpeningOptions: ParsableArguments {
    @Option(help: "Streams that may be opening at once.")
    var opening = 128

    func validate() throws {
        guard (1...10_000).contains(opening) else { throw ValidationError("--opening must be 1…10000") }
    }
}

/// How the report is printed: shared by all scenarios.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON object instead of the table.")
    var json = false
}
