import Foundation
import MusiCNN

/// The weights of the network `MSD_musicnn` in a data folder.
struct MusiCNNModel {
    /// `<data-dir>/models/musicnn`.
    let folder: String

    init(dataDir: String) { folder = "\(dataDir)/models/musicnn" }

    var isInstalled: Bool { FileManager.default.fileExists(atPath: "\(folder)/weights.index") }

    static let about = "MSD_musicnn by Jordi Pons and Xavier Serra, ISC licence; 50 tags, 1506 values per sample"

    private static let package = "musicnn==0.1.0"
    private static let packageDigest = "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa"
    private static let licence = "musicnn-0.1.0.dist-info/LICENSE.md"
    /// Files of the package, the names they get, and their SHA-256.
    private static let files = [
        (
            "musicnn/MSD_musicnn/.index", "weights.index",
            "87f3e0f3550c8d3bafc840374003e5c8af5eeb5ecf6add61af09a7822d3282c8"
        ),
        (
            "musicnn/MSD_musicnn/.data-00000-of-00001", "weights.data-00000-of-00001",
            "8579734ee6388f799ed0def4bbd0d1fdcbeaf213ef2a9dc860917bd76a303de6"
        ),
    ]

    /// Fetches the package, or takes `file`; checks it and its weights; and puts them in place in one step.
    func install(from file: String?) throws {
        let manager = FileManager.default
        let models = (folder as NSString).deletingLastPathComponent
        do { try manager.createDirectory(atPath: models, withIntermediateDirectories: true) } catch {
            throw Failure(.unavailable, "\(models) cannot be made: \(error.localizedDescription)")
        }
        let scratch = "\(models)/.musicnn-\(UUID().uuidString)"
        try manager.createDirectory(atPath: "\(scratch)/new", withIntermediateDirectories: true)
        defer { try? manager.removeItem(atPath: scratch) }

        let package = try file ?? PythonPackage.fetch(Self.package, into: scratch)
        try Self.require(package, digest: Self.packageDigest, of: "the package musicnn 0.1.0")
        try PythonPackage.unpack(package, into: "\(scratch)/unpacked")
        for (source, name, digest) in Self.files {
            let target = "\(scratch)/new/\(name)"
            try manager.moveItem(atPath: "\(scratch)/unpacked/\(source)", toPath: target)
            try Self.require(target, digest: digest, of: "the weights")
        }
        try manager.moveItem(atPath: "\(scratch)/unpacked/\(Self.licence)", toPath: "\(scratch)/new/LICENSE.md")
        try Self.notice.write(toFile: "\(scratch)/new/NOTICE", atomically: true, encoding: .utf8)
        _ = try Network(TensorBundle(prefix: "\(scratch)/new/weights"))
        if manager.fileExists(atPath: folder) { try manager.removeItem(atPath: folder) }
        try manager.moveItem(atPath: "\(scratch)/new", toPath: folder)
    }

    private static func require(_ path: String, digest: String, of what: String) throws {
        guard let found = FileDigest.sha256(path: path) else {
            throw Failure(.usage, "\(path) cannot be read.", next: "Give the wheel of musicnn 0.1.0.")
        }
        guard found == digest else {
            throw Failure(
                .badData, "\(path) is not \(what): its SHA-256 is \(found), not \(digest).",
                next: "Fetch it again: python3 -m pip download --no-deps \(package)")
        }
    }

    private static let notice = """
        Weights of MSD_musicnn, from the Python package musicnn 0.1.0 (https://github.com/jordipons/musicnn).
        ISC licence: see LICENSE.md beside this file.
        Jordi Pons and Xavier Serra, "musicnn: pre-trained convolutional neural networks for music audio tagging", 2019.

        """
}
