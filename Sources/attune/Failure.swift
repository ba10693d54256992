import AttuneSettings
import Catalog
import Engine
import Foundation
import NIOCore
import RedisStore
import Sessions

/// An error as a command ends with it: a sentence, a next step, and the exit status.
struct Failure: Error {
    /// The numbers of sysexits(3), as far as Attune uses them.
    enum Status: Int32 {
        case usage = 64
        case badData = 65
        case unavailable = 69
        case bug = 70
        /// 128 + SIGINT, as shells report it.
        case interrupted = 130
    }

    let status: Status
    let sentence: String
    let nextStep: String?

    init(_ status: Status, _ sentence: String, next: String? = nil) {
        self.status = status
        self.sentence = sentence
        nextStep = next
    }

    /// The one place where errors become exit statuses.
    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as SettingsError: self.init(.usage, error.sentence, next: error.nextStep)
        case let error as InvalidRequest: self.init(.usage, Self.sentence(of: error))
        case let error as RankingFileError:
            self.init(.badData, "\(error)", next: "Correct the file, or name another with --ranking or ATTUNE_RANKING.")
        case let error as ImportError: self.init(error)
        case let error as CatalogError: self.init(error)
        case let error as RedisURLError:
            self.init(.usage, "redis: \(error).", next: "Accepted is \(Setting.redis.accepted).")
        case let error as IOError where [EADDRINUSE, EACCES].contains(error.errnoCode):
            self.init(
                .unavailable, "The service cannot listen: \(error.localizedReason).",
                next: "Choose another port with --port or ATTUNE_PORT; 0 takes a free one.")
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            self.init(.unavailable, "The service cannot listen: \(error.localizedReason).", next: Self.otherHost)
        case let error as SocketAddressError.UnknownHost:
            self.init(
                .unavailable, "The service cannot listen: nobody knows the host “\(error.host)”.", next: Self.otherHost)
        case is CancellationError:
            self.init(.interrupted, "Interrupted; what was finished is kept.", next: "Run the same command to go on.")
        default:
            self.init(.bug, "Unexpected: \(error)", next: "This is a bug in Attune; please report it with this text.")
        }
    }

    private static let otherHost = "Give a name or an address of this machine with --host or ATTUNE_HOST."

    private init(_ error: ImportError) {
        switch error {
        case .missing, .notAudio: self.init(.usage, "\(error).", next: "See `attune import --help`.")
        case .unreadable: self.init(.badData, "\(error).", next: "Check the folder's permissions.")
        }
    }

    private init(_ error: CatalogError) {
        let status: Status =
            switch error {
            case .newerSchema, .damaged, .refused, .refusedVector, .unknownSample: .badData
            case .missing, .cannotOpen, .olderSchema, .diskFull, .notWritable, .busy, .unreliableDisk: .unavailable
            case .unexpected: .bug
            }
        self.init(status, error.errorDescription ?? "\(error)", next: error.recoverySuggestion)
    }

    private static func sentence(of error: InvalidRequest) -> String {
        error.problems
            .map { "\($0.field): \($0.detail)" + ($0.detail.hasSuffix(".") ? "" : ".") }
            .joined(separator: "\n")
    }

    /// Tells the person and ends the process.
    func report() -> Never {
        Terminal.complain(([sentence] + [nextStep].compactMap { $0 }).joined(separator: "\n"))
        exit(status.rawValue)
    }
}

extension IOError {
    /// The system's words for the error number.
    fileprivate var localizedReason: String { unsafe String(cString: strerror(errnoCode)) }
}
