import ArgumentParser

struct BenchIndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "index", abstract: "")
    func run() async throws {}
}
