import Foundation
import MusiCNN

/// `Reference/musicnn-reference.json`.
struct Reference: Decodable {
    struct Case: Decodable {
        var name: String
        var max_pool: [Float]
        var mean_pool: [Float]
        var probabilities: [Float]
        var log_mel_frame_10: [Float]?
        var log_mel_mean_per_band: [Float]?
    }

    struct Missing: Error {}

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

/// The installed weights.
enum Weights {
    /// `ATTUNE_TEST_MODELS`, a folder with `musicnn/`.
    static let folder: String? = ProcessInfo.processInfo.environment["ATTUNE_TEST_MODELS"].map { "\($0)/musicnn" }

    static func network() throws -> Network {
        try Network(TensorBundle(prefix: "\(folder ?? "")/weights"))
    }
}
