import ArgumentParser
import AttuneSettings
import Catalog
import Foundation
import Library
import Ranking
import SampleIndex

struct DuplicatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "Lists sounds that the library holds more than once. Deletes nothing.",
        discussion: """
            Exact duplicates are files with the same audio, whatever their names, tags and containers. Near duplicates are \
            as long within 2 % and sound alike: another level, format or a trimmed start. Listen before you delete.

            Examples:
              attune duplicates
              attune duplicates --near 0.995 --json | jq .freeable_bytes
            """)

    @Option(help: "Least cosine between the vectors of near duplicates, 0.9…1; 1 leaves them out.")
    var near = ListPolicy.duplicateCosine
    @Flag(help: "Prints one JSON object: groups with their files and sizes, and the bytes that could be freed.")
    var json = false
    @OptionGroup var library: LibraryOptions

    func validate() throws {
        guard (0.9...1).contains(near) else { throw ValidationError("--near is \(near); accepted is 0.9…1.") }
    }

    func run() async throws {
        let settings = try library.settings()
        let standing = try await StandingLibrary(dataDir: settings.dataDir)
        let places = try await Catalog.readOnly(folder: settings.dataDir).places(under: "")
        let report = DuplicateReport(
            places.filter { !$0.isMissing }, alike: near < 1 ? try standing.index.nearDuplicates(cosine: near) : [])
        guard json else { return print(report.text) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
}

/// Files that hold the same sound, or nearly so.
struct DuplicateReport: Encodable {
    struct File: Encodable {
        var path: String
        var bytes: Int64
    }

    struct Group: Encodable {
        /// `exact` or `near`.
        var kind: String
        /// In path order.
        var files: [File]
        /// All but the largest.
        var freeableBytes: Int64

        enum CodingKeys: String, CodingKey {
            case kind, files
            case freeableBytes = "freeable_bytes"
        }

        init(kind: String, _ places: [Place]) {
            self.kind = kind
            files = places.map { File(path: $0.path, bytes: $0.stamp.size) }.sorted { $0.path < $1.path }
            freeableBytes = files.reduce(0) { $0 + $1.bytes } - (files.map(\.bytes).max() ?? 0)
        }
    }

    /// Those that free most first.
    var groups: [Group]
    /// If one file of each group stays.
    var freeableBytes: Int64

    enum CodingKeys: String, CodingKey {
        case groups
        case freeableBytes = "freeable_bytes"
    }

    /// - Parameter alike: groups of samples that sound nearly the same.
    init(_ places: [Place], alike: [[SampleID]]) {
        let bySample = Dictionary(grouping: places, by: \.sample)
        let exact = bySample.values.filter { $0.count > 1 }.map { Group(kind: "exact", $0) }
        // Copies of one sound are listed once already; of each sound the largest file is compared.
        let near = alike.map { samples in
            Group(kind: "near", samples.compactMap { bySample[$0]?.max { $0.stamp.size < $1.stamp.size } })
        }.filter { $0.files.count > 1 }
        groups = (exact + near).sorted {
            ($1.freeableBytes, $0.files.first?.path ?? "") < ($0.freeableBytes, $1.files.first?.path ?? "")
        }
        freeableBytes = groups.reduce(0) { $0 + $1.freeableBytes }
    }

    var text: String {
        guard !groups.isEmpty else { return "No sound is there twice." }
        func size(_ bytes: Int64) -> String { ByteCountFormatter.string(fromByteCount: bytes, countStyle: .file) }
        var lines: [String] = []
        for group in groups {
            lines.append("\(group.kind), \(size(group.freeableBytes)) could be freed:")
            lines += group.files.map { "  \($0.path)  \(size($0.bytes))" }
        }
        lines.append(
            "\(groups.count) group\(groups.count == 1 ? "" : "s"), \(size(freeableBytes)) could be freed. Nothing was deleted."
        )
        return lines.joined(separator: "\n")
    }
}
