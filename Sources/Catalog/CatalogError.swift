public import Foundation
import GRDB

/// Why the catalog could not do what was asked: a sentence, and what to do next.
public enum CatalogError: Error, Hashable, Sendable {
    /// There is no catalog at this path.
    case missing(path: String)
    case cannotOpen(path: String, reason: String)
    /// Written by a later version of the program.
    case newerSchema(path: String)
    /// Written by an earlier version, and opened for reading only, so it cannot be upgraded.
    case olderSchema(path: String)
    /// Not a database, or damaged.
    case damaged(path: String, reason: String)
    case diskFull(path: String)
    case notWritable(path: String, reason: String)
    /// Another process held the write lock for longer than the busy timeout.
    case busy(path: String)
    /// The disk answered with an error.
    case unreliableDisk(path: String, reason: String)
    /// A vector that cannot be compared with any other; names the sample.
    case refusedVector(sample: String, reason: String)
    /// A value that does not belong in the catalog.
    case refused(String)
    /// A place, or a correction, of a sound that is not stored.
    case unknownSample(String)
    case unexpected(path: String, reason: String)
}

extension CatalogError: LocalizedError, CustomStringConvertible {
    public var description: String {
        [errorDescription, recoverySuggestion].compactMap { $0 }.joined(separator: " ")
    }

    public var errorDescription: String? {
        switch self {
        case .missing(let path): "There is no catalog at \(path)."
        case .cannotOpen(let path, let reason): "The catalog \(path) cannot be opened: \(reason)."
        case .newerSchema(let path): "The catalog \(path) was written by a newer version of attune."
        case .olderSchema(let path): "The catalog \(path) was written by an older version of attune."
        case .damaged(let path, let reason): "The catalog \(path) is damaged or not a database: \(reason)."
        case .diskFull(let path): "The disk that holds \(path) is full."
        case .notWritable(let path, let reason): "The catalog \(path) cannot be written: \(reason)."
        case .busy(let path): "The catalog \(path) is held by another process."
        case .unreliableDisk(let path, let reason): "The disk that holds \(path) failed: \(reason)."
        case .refusedVector(let sample, let reason): "The vector of \(sample) was refused: \(reason)."
        case .refused(let reason): "The catalog refused a value: \(reason)."
        case .unknownSample(let id): "There is no sample \(id) in the catalog."
        case .unexpected(let path, let reason): "The catalog \(path) failed: \(reason)."
        }
    }

    public var recoverySuggestion: String? {
        switch self {
        case .missing: "Run `attune import FOLDER` with the same data folder first."
        case .cannotOpen, .notWritable: "Check that the data folder exists and belongs to you, or name another one."
        case .newerSchema: "Update attune, or name another data folder."
        case .olderSchema: "Run `attune import` or `attune serve` once: they upgrade it."
        case .damaged: "Move the file away and import again, or restore a backup."
        case .diskFull: "Free some space and try again; nothing that was acknowledged is lost."
        case .busy: "Wait until the other import has ended, then try again."
        case .unreliableDisk: "Check the disk, then run `attune doctor`."
        case .refusedVector: "Analyse the file again; the other samples are not affected."
        case .refused: nil
        case .unknownSample: "Import the file that holds it first."
        case .unexpected: "Run `attune doctor`, and report it with this text."
        }
    }
}

// MARK: - From SQLite

extension CatalogError {
    static func typed<Value>(at path: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch { throw typed(error, at: path) }
    }

    /// The typed form of what SQLite said; errors that are typed already, and cancellation, pass unchanged.
    static func typed(_ error: any Error, at path: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let reason = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        return switch error.resultCode {
        case .SQLITE_FULL: CatalogError.diskFull(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM: CatalogError.notWritable(path: path, reason: reason)
        case .SQLITE_CANTOPEN: CatalogError.cannotOpen(path: path, reason: reason)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: CatalogError.damaged(path: path, reason: reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED: CatalogError.busy(path: path)
        case .SQLITE_IOERR: CatalogError.unreliableDisk(path: path, reason: reason)
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: CatalogError.refused(reason)
        default: CatalogError.unexpected(path: path, reason: reason)
        }
    }
}
