import ArgumentParser
import AttuneSettings
import Foundation

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks at everything Attune needs and says what is missing and what to do.",
        discussion: """
            Exit status 69 when something that is needed is missing.

            Examples:
              attune doctor
              attune doctor --redis redis://127.0.0.1:6379/0
              attune doctor --url http://127.0.0.1:9000 --json
            """)

    @Option(help: "Address of a running service that must answer; without it the configured one is only looked for.")
    var url: String?
    @Flag(help: "Prints one JSON object: ok, and the checks.") var json = false
    @OptionGroup var library: LibraryOptions
    @Option(help: LibraryOptions.help(.clapURL)) var clapURL: String?
    @Option(help: LibraryOptions.help(.redis)) var redis: String?

    private struct Report: Encodable {
        var ok: Bool
        var checks: [Check]
    }

    func run() async throws {
        let settings = try library.settings([.redis: redis, .clapURL: clapURL])
        var checks = LibraryVersions.checks()
        checks += await MachineChecks.checks(settings)
        checks += await EmbedderChecks.checks(settings)
        if let redis = settings.redis { checks += await RedisChecks.checks(redis) }
        checks.append(await AccessCheck.check(settings))
        checks.append(ServiceCheck.check(baseURL: url ?? settings.baseURL, expected: url != nil))

        let failed = checks.filter { $0.state == .fail }.map(\.name)
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(Report(ok: failed.isEmpty, checks: checks)), as: UTF8.self))
        } else {
            let width = checks.map(\.name.count).max() ?? 0
            for check in checks { print(check.lines(nameWidth: width)) }
        }
        guard failed.isEmpty else {
            throw Failure(
                .unavailable, "Not in order: \(failed.joined(separator: ", ")).", next: "See the lines marked →.")
        }
    }
}
