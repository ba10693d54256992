import ArgumentParser
import Foundation
import SSEClient

/// What a scenario found: a table for people, an object for scripts.
protocol ScenarioReport: Encodable, Sendable {
    func table() -> String
    /// Whether the server did what it promises. Figures are no promise.
    var isSound: Bool { get }
}

extension ScenarioReport {
    var isSound: Bool { true }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

/// Runs a scenario as a command: the report on standard output, errors as a sentence.
enum ScenarioOutput {
    static func run(json: Bool, _ scenario: () async throws -> some ScenarioReport) async throws {
        do {
            let report = try await scenario()
            print(json ? try report.json() : report.table())
            if !report.isSound { throw ExitCode(1) }
        } catch let error where error is ScenarioError || error is SSEClientError {
            FileHandle.standardError.write(Data("attune-loadtest: \(error)\n".utf8))
            throw ExitCode(69)
        }
    }
}

extension Double {
    /// With so many digits behind the point.
    func text(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
