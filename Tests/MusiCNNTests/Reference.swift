import Foundation
import MusiCNN

/// `Reference/musicnn-reference.json`.
struct Reference: Decodable {
    struct Case: Decodable {
        var name: String
        var max_pool: [Float]
        var mean_pool: [Float]
        var probabilities: [Float]
        var dense_before_relu: [Float]?
        var logits: [Float]?
        var log_mel_frame_10: [Float]?
        var log_mel_mean_per_band: [Float]?
    }

    struct Missing: Error {}

    /// How far a value may be off. The reference has six decimals.
    static let tolerance: Float = 1e-3

    var tags: [String]
    var cases: [Case]

    static func load() throws -> Reference {
        guard
            let url = Bundle.module.url(
                forResource: "musicnn-reference", withExtension: "json", subdirectory: "Reference")
        else { throw Missing() }
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    }

    func `case`(_ name: String) throws -> Case {
        guard let found = cases.first(where: { $0.name == name }) else { throw Missing() }
        return found
    }

    /// The greatest difference of two lists of the same length.
    static func distance(_ a: [Float], _ b: [Float]) -> Float {
        a.count == b.count ? zip(a, b).map { abs($0 - $1) }.max() ?? .infinity : .infinity
    }
}

/// The weights that `scripts/models.sh` has installed.
enum Weights {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../.build-models/models/musicnn").standardizedFileURL.path

    struct NotInstalled: Error, CustomStringConvertible {
        var description: String { "no weights in \(Weights.folder): run scripts/models.sh" }
    }

    static func bundle() throws -> TensorBundle {
        guard FileManager.default.fileExists(atPath: "\(folder)/weights.index") else { throw NotInstalled() }
        return try TensorBundle(prefix: "\(folder)/weights")
    }

    static func network() throws -> Network { try Network(bundle()) }
}
