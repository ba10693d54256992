import ArgumentParser

/// The program: one command per thing a person wants.
@main
struct Attune: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attune",
        abstract: "Suggests samples that fit the music you are making, as you make it.",
        discussion: """
            A first session:
              attune import ~/Samples
              attune suggest --bpm 128 --key "A minor" --mood dark
              attune serve

            Every setting is taken from the command line, then from ATTUNE_… in the environment, then from the JSON \
            file given with --config (or ATTUNE_CONFIG), then from its default.

            Exit status: 0 done, 64 wrong usage, 65 bad data, 69 something needed is unavailable, 70 a bug in Attune, \
            130 interrupted.
            """,
        version: Version.text,
        subcommands: [
            ImportCommand.self, ServeCommand.self, SuggestCommand.self, SequenceCommand.self, InspectCommand.self,
            FixCommand.self, DuplicatesCommand.self, ModelsCommand.self, TokenCommand.self, DoctorCommand.self,
            BenchCommand.self,
            VersionCommand.self,
        ])

    static func main() async {
        do {
            try await runCommand()
        } catch {
            // The parser's own errors have their own texts and code.
            guard exitCode(for: error) == .failure else { exit(withError: error) }
            Failure(error).report()
        }
    }

    private static func runCommand() async throws {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            // What a service prints is not what it is for.
            if command is ServeCommand { return }
        } catch let error where exitCode(for: error) == .success {
            // Help or the version was asked for.
            print(fullMessage(for: error))
        }
        try Output.finish()
    }
}
