import AudioAnalysis
import Dispatch
public import Library
import Music
public import Ranking

/// Embeds sounds with the network in this process.
public struct MusiCNNEmbedder: Embedder {
    private let network: Network

    /// Windows of three seconds that are listened to at most, spread over a longer file.
    public static let mostWindows = 5
    /// Values of a vector: the greatest, and the mean, of each feature.
    public static let dimension = 2 * Network.width

    /// Name and version of the weights.
    public static let model = "MSD_musicnn 0.1.0"

    public init(_ network: Network) { self.network = network }

    /// Loads the weights that `attune models install musicnn` has put into `folder`.
    public init(folder: String) throws(TensorBundleError) {
        try self.init(Network(TensorBundle(prefix: "\(folder)/weights")))
    }

    public var space: EmbeddingSpace { .musicnn }

    /// - Complexity: 1.4 · 10⁹ multiplications for each three seconds, at most ``mostWindows`` times.
    public func embed(path: String) async throws(EmbedderError) -> Embedding {
        // On a thread of its own: the pool of tasks must not wait for a million multiplications.
        let result = await withCheckedContinuation { continuation in
            Self.queue.async {
                continuation.resume(returning: Result { () throws(EmbedderError) in try listen(to: path) })
            }
        }
        return try result.get()
    }

    private static let queue = DispatchQueue(label: "attune.musicnn", qos: .utility, attributes: .concurrent)

    private func listen(to path: String) throws(EmbedderError) -> Embedding {
        let seconds = Double(LogMel.patchSamples) / Double(LogMel.rate)
        let windows: [[Float]]
        do throws(AudioFileError) {
            windows = try MonoWindows(path: path, rate: LogMel.rate, seconds: seconds, count: Self.mostWindows).windows
        } catch {
            throw .unsuitable(reason: error.description)
        }
        return try Self.embedding(of: Self.patches(windows).map(network.output))
    }

    /// Patches of three seconds: a shorter sound is repeated, and a short rest of a longer one is left out.
    static func patches(_ windows: [[Float]]) -> [[Float]] {
        let whole = windows.enumerated().filter { $0.offset == 0 || 2 * $0.element.count >= LogMel.patchSamples }
        return whole.map { LogMel.patch(of: $0.element) }
    }

    /// One vector and one set of tags from those of every window: the greatest and the mean of each feature, the two
    /// halves weighing the same.
    static func embedding(of outputs: [Network.Output]) throws(EmbedderError) -> Embedding {
        guard let first = outputs.first else { throw .unsuitable(reason: "there is no audio") }
        var (most, mean, tags) = (first.maxPool, first.meanPool, first.probabilities)
        for output in outputs.dropFirst() {
            for i in most.indices {
                most[i] = max(most[i], output.maxPool[i])
                mean[i] += output.meanPool[i]
            }
            for i in tags.indices { tags[i] += output.probabilities[i] }
        }
        let count = Float(outputs.count)
        let vector = unit(most) + unit(mean)
        guard vector.allSatisfy(\.isFinite), vector.contains(where: { $0 != 0 }) else {
            throw .unsuitable(reason: "the network hears nothing in it")
        }
        return Embedding(
            vector: unit(vector).map { Float16($0) }, model: model,
            tags: ListenerTags.tags(tags.map { Double($0 / count) }))
    }

    private static func unit(_ values: [Float]) -> [Float] {
        var power: Float = 0
        for value in values { power += value * value }
        return power > 0 ? values.map { $0 / power.squareRoot() } : values
    }
}
