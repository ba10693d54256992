import Foundation
public import Ranking
public import Sessions

/// The file of the server's own wishes about ranking: one JSON object with the members of a context's `preferences`,
/// which hold for every session, and every arm, that wishes nothing else.
public struct RankingFile: Sendable {
    public let path: String
    /// Whether a person named it, so that it must be there; otherwise its absence means the built-in values.
    public let isNamed: Bool

    /// The file's name inside the data folder, where it is looked for when none is named.
    public static let defaultName = "ranking.json"
    /// Bytes. Every member spelled out takes less than one.
    static let sizeLimit = 64 << 10

    public init(path: String, isNamed: Bool) {
        self.path = path
        self.isNamed = isNamed
    }

    /// What the file says now, `nil` when there is none and none was named.
    public func read() throws(RankingFileError) -> Preferences? {
        let json: JSONValue
        do {
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            guard data.count <= Self.sizeLimit else {
                throw RankingFileError.unreadable(path, "it is longer than \(Self.sizeLimit >> 10) KiB")
            }
            json = try JSONValue(jsonBytes: Array(data))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            if isNamed { throw .unreadable(path, "there is no such file") }
            return nil
        } catch let error as JSONSyntaxError {
            throw .unreadable(path, "it is not JSON: \(error)")
        } catch let error as RankingFileError {
            throw error
        } catch {
            // Foundation's sentences come with their full stop.
            throw .unreadable(path, error.localizedDescription.trimmingCharacters(in: ["."]))
        }
        do {
            return try Preferences(parsing: json)
        } catch {
            throw .invalid(path, error.problems)
        }
    }

    /// Tells one state of the file from another without reading it.
    struct Stamp: Hashable {
        var modified: Date?
        var size: Int?
        var number: Int?
    }

    var stamp: Stamp {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return Stamp(
            modified: attributes?[.modificationDate] as? Date, size: (attributes?[.size] as? NSNumber)?.intValue,
            number: (attributes?[.systemFileNumber] as? NSNumber)?.intValue)
    }
}

/// Why a ranking configuration was refused, as a whole.
public enum RankingFileError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(String, _ reason: String)
    case invalid(String, [FieldProblem])

    /// A sentence that names the file and every member that is wrong.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "The ranking configuration \(path) cannot be read: \(reason)."
        case .invalid(let path, let problems):
            "The ranking configuration \(path) is refused: "
                + problems.map { $0.field.isEmpty ? $0.detail : "\($0.field): \($0.detail)" }.joined(separator: "; ")
                + "."
        }
    }
}
