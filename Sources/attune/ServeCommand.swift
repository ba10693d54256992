import ArgumentParser
import AttuneSettings
import Engine
import Foundation
import SampleIndex
import ServiceLifecycle
import Streaming
import UnixSignals

/// `attune serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the service: HTTP, the stream and the dashboard.",
        discussion: """
            Prints the dashboard's address and a command to try. Ends on Ctrl-C or SIGTERM after telling every stream. \
            Reads the ranking configuration again when it changes, and on SIGHUP.

            EXAMPLES
              attune serve
              attune serve --port 9000 --data-dir ./library
              attune serve --redis redis://127.0.0.1:6379/0
              attune serve --host 0.0.0.0 --auth-secret-file attune.secret
            """)

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        let settings = try options.settings()
        DescriptorLimit.raise()
        let logger = settings.logger("attune")
        let services = try await Bootstrap(settings: settings, logger: logger).services { engine, port in
            Self.greet(engine, settings: settings, port: port)
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }

    /// What a person needs next, on standard output, once connections are accepted.
    private static func greet(_ engine: Engine, settings: Settings, port: Int) {
        var bound = settings
        bound.port = port
        let url = bound.baseURL
        let rows = engine.snapshot.count
        let library = rows == 0 ? "empty library: import samples with  attune import FOLDER" : "\(rows) samples"
        guard !settings.authentication.isConfigured else {
            let token =
                "attune token me" + (settings.authentication.secretFile.map { " --auth-secret-file \($0)" } ?? "")
            print(
                """
                Attune listens on \(url) (\(library), data in \(settings.dataDir)) and asks for tokens.

                  Token      \(token)
                  Dashboard  \(url)/?session_id=demo  asks for it
                  Try        curl -sH "Authorization: Bearer $(\(token))" "\(url)/v1/recommendations/top?session_id=demo"

                """)
            fflush(nil)
            return
        }
        print(
            """
            Attune listens on \(url) (\(library), data in \(settings.dataDir))

              Dashboard  \(url)/?session_id=demo
              Try        curl -sX POST \(url)/v1/recommendations/context -H 'content-type: application/json' \\
                           -d '{"session_id": "demo", "context": {"bpm": 128, "key": "A minor"}}'

            """)
        fflush(nil)
    }
}
