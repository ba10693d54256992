import ArgumentParser

struct BenchIndexCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "index", abstract: "")
    func run() async throws {}
}
struct BenchEncodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "encode", abstract: "")
    func run() async throws {}
}
