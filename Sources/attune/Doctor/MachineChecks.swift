import AttuneSettings
import Catalog
import Engine
import Foundation
import Library
import Ranking
import Sessions
import Streaming

/// The data folder, the catalog in it, and the limits of this process.
enum MachineChecks {
    /// Below this a large import may fill the disk.
    private static let lowSpace = 1 << 30
    /// A stream takes one descriptor.
    private static let fewDescriptors = 4096

    static func checks(_ settings: Settings) async -> [Check] {
        let folder = settings.dataDir
        guard !DataFolder.isShut(folder) else {
            return [Check("data folder", .fail, "\(folder) cannot be read", next: DataFolder.nextStep), descriptors]
        }
        return [dataFolder(folder), await catalog(folder), ranking(settings), descriptors]
    }

    private static func dataFolder(_ folder: String) -> Check {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        let exists = unsafe files.fileExists(atPath: folder, isDirectory: &isFolder)
        if exists, !isFolder.boolValue {
            return Check("data folder", .fail, "\(folder) is a file", next: "Name a folder with --data-dir.")
        }
        var nearest = folder
        while !files.fileExists(atPath: nearest), nearest != "/" {
            nearest = URL(fileURLWithPath: nearest).deletingLastPathComponent().path
        }
        guard files.isWritableFile(atPath: nearest) else {
            return Check("data folder", .fail, "\(folder) cannot be written", next: DataFolder.nextStep)
        }
        let attributes = try? files.attributesOfFileSystem(forPath: nearest)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else {
            return Check("data folder", .ok, folder)
        }
        let space = "\(free >> 20) MiB free"
        if free < lowSpace {
            return Check(
                "data folder", .warn, "\(folder), only \(space)", next: "Free some space before a large import.")
        }
        return Check("data folder", .ok, folder + (exists ? "" : " (made by the first import)") + ", \(space)")
    }

    private static func catalog(_ folder: String) async -> Check {
        do {
            let summary = try await Catalog.readOnly(folder: folder).summary()
            guard summary.sounds > 0 else {
                return Check("catalog", .warn, "empty", next: "Run `attune import FOLDER`.")
            }
            return Check(
                "catalog", .ok,
                "schema up to date; \(summary.sounds) samples in \(summary.packs) packs, \(summary.withTempo) with a tempo,"
                    + " \(summary.withKey) with a key, \(vectors(summary))")
        } catch CatalogError.missing {
            return Check("catalog", .warn, "none yet", next: "Run `attune import FOLDER`.")
        } catch let error as CatalogError {
            return Check("catalog", .fail, error.errorDescription ?? "\(error)", next: error.recoverySuggestion)
        } catch {
            return Check("catalog", .fail, "\(error)", next: "Move the file away and import again.")
        }
    }

    private static func ranking(_ settings: Settings) -> Check {
        let file = RankingFile(settings)
        do {
            guard let preferences = try file.read() else { return Check("ranking", .ok, "the built-in weights") }
            return Check("ranking", .ok, "\(file.path): \(preferences.json.jsonText)")
        } catch {
            return Check(
                "ranking", .fail, "\(error)",
                next: "Correct it; a running service goes on with what it read before, but would not start.")
        }
    }

    private static func vectors(_ summary: LibrarySummary) -> String {
        let known = EmbeddingSpace.allCases.compactMap { space in
            summary.vectors[space].map { "\($0) by \(space.rawValue)" }
        }
        return known.isEmpty ? "none with a vector" : "compared " + known.joined(separator: ", ")
    }

    /// `attune serve` raises the soft limit to the hard one.
    private static var descriptors: Check {
        guard let limit = DescriptorLimit.current else { return Check("descriptors", .warn, "the limit is unknown") }
        return limit.hard < fewDescriptors
            ? Check(
                "descriptors", .warn, "\(limit.hard) open files, so about as many streams",
                next:
                    "Raise the hard limit for many listeners: `ulimit -Hn 65536` as root, or LimitNOFILE= in the unit.")
            : Check("descriptors", .ok, "\(limit.hard) open files")
    }
}
