import Access
import ArgumentParser
import AttuneSettings
import Foundation
import Ranking

/// `attune token`.
struct TokenCommand: AsyncParsableCommand {
    static let makeSecret = "head -c 32 /dev/urandom | base64 > attune.secret && chmod 600 attune.secret"

    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes a token that a service with the same secret takes.",
        discussion: """
            Prints the token alone on standard output. Whoever holds it may do what its scopes say until it expires:
              read    lists, streams, the library's facts and sounds
              write   contexts, telemetry, pins, bans and corrections
              admin   scans, experiments, metrics and what operators look at

            A first token:
              \(makeSecret)
              attune serve --host 0.0.0.0 --auth-secret-file attune.secret
              attune token ana --auth-secret-file attune.secret
            """)

    @Argument(help: "Whom the token is for (sub): 1…128 bytes without control characters.") var subject: String
    @Option(help: "A scope: read, write or admin; may be repeated. Default: read and write.") var scope: [Scope] = []
    @Option(help: "How long it is valid, 1s…3650d: a number and s, m, h or d.") var lifetime = Lifetime(
        seconds: 30 * 86_400)
    @OptionGroup var library: LibraryOptions
    @OptionGroup var authentication: AuthenticationOptions

    func validate() throws {
        guard Principal.isSubject(subject) else {
            throw ValidationError("The subject must have 1…128 bytes and no control characters.")
        }
    }

    func run() async throws {
        let settings = try library.settings(authentication.given)
        let authority = try await settings.authentication.authority()
        let scopes = scope.isEmpty ? [.read, .write] : Set(scope)
        do {
            let token = try await authority.token(
                for: subject, scopes: scopes, at: Date().timeIntervalSince1970, lifetime: lifetime.seconds)
            print(token)
        } catch KeyError.noSecret {
            throw Failure(
                .usage, "There is no secret to sign with: neither auth-secret-file nor auth-secret is set.",
                next:
                    "Make one:  \(Self.makeSecret)\nThen:      attune token \(subject) --auth-secret-file attune.secret"
            )
        }
    }
}

/// A duration as a person types it: `90s`, `15m`, `12h`, `30d`.
struct Lifetime: ExpressibleByArgument {
    let seconds: Double

    init(seconds: Double) { self.seconds = seconds }

    init?(argument: String) {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), let number = Double(argument.dropLast()) else {
            return nil
        }
        guard (1...3650 * 86_400).contains(number * unit) else { return nil }
        seconds = number * unit
    }

    var defaultValueDescription: String { "30d" }
}
