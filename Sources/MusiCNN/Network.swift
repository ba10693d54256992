import Foundation

/// The `MSD_musicnn` network of the package musicnn 0.1.0 (Pons and Serra, "musicnn: pre-trained convolutional neural
/// networks for music audio tagging", 2019; ISC licence): its forward pass.
public struct Network: Sendable {
    /// What it says of one patch.
    public struct Output: Hashable, Sendable {
        /// ``width`` values: the greatest over time of each feature.
        public var maxPool: [Float]
        /// ``width`` values: the mean over time.
        public var meanPool: [Float]
        /// Of each of ``tags``, 0…1.
        public var probabilities: [Float]
    }

    /// Features per frame: of the front end, and three times 64.
    public static let width = 753

    private let input: Normalisation
    private let frontEnd: FrontEnd
    private let middle: [Layer]
    private let pooled: Normalisation
    private let dense: Layer
    private let last: (kernel: [Float], bias: [Float])

    public init(_ bundle: TensorBundle) throws(TensorBundleError) {
        input = try Normalisation(bundle, "batch_normalization", count: 1)
        frontEnd = try FrontEnd(bundle)
        middle = [
            try Layer(bundle, "conv2d_5", norm: "batch_normalization_6", shape: [7, FrontEnd.width, 1, 64]),
            try Layer(bundle, "conv2d_6", norm: "batch_normalization_7", shape: [7, 64, 1, 64]),
            try Layer(bundle, "conv2d_7", norm: "batch_normalization_8", shape: [7, 64, 1, 64]),
        ]
        pooled = try Normalisation(bundle, "batch_normalization_9", count: 2 * Self.width)
        dense = try Layer(bundle, "dense", norm: "batch_normalization_10", shape: [2 * Self.width, 200])
        last = (
            try bundle.tensor("dense_1/kernel", shape: [200, Self.tags.count]).values,
            try bundle.tensor("dense_1/bias", shape: [Self.tags.count]).values
        )
    }

    /// - Parameter patch: row-major frames × ``LogMel/bands``, as ``LogMel`` gives them; at least one frame.
    /// - Complexity: 1.4 · 10⁹ multiplications for 187 frames.
    public func output(for patch: [Float]) -> Output {
        let frames = patch.count / LogMel.bands
        precondition(frames > 0 && patch.count % LogMel.bands == 0)
        let features = frontEnd.features(patch.map { $0 * input.scale[0] + input.shift[0] })
        var layers = [(features, FrontEnd.width)]
        for (index, layer) in middle.enumerated() {
            let (values, width) = layers[index]
            var next = Self.convolve(values, frames: frames, width: width, layer)
            // The second and third are residual.
            if index > 0 { for i in next.indices { next[i] += values[i] } }
            layers.append((next, layer.outputs))
        }
        var (maxPool, meanPool): ([Float], [Float]) = ([], [])
        for (values, width) in layers {
            for i in 0..<width {
                var (most, sum): (Float, Float) = (-.infinity, 0)
                for frame in 0..<frames {
                    most = max(most, values[frame * width + i])
                    sum += values[frame * width + i]
                }
                maxPool.append(most)
                meanPool.append(sum / Float(frames))
            }
        }
        let head = head(maxPool: maxPool, meanPool: meanPool)
        return Output(maxPool: maxPool, meanPool: meanPool, probabilities: head.probabilities)
    }

    /// Filters over 7 frames and all features, padded in time.
    private static func convolve(_ values: [Float], frames: Int, width: Int, _ layer: Layer) -> [Float] {
        let padding = [Float](repeating: 0, count: 3 * width)
        let padded = padding + values + padding
        var products = [Float](repeating: 0, count: frames * layer.outputs)
        for step in 0..<7 {
            Product.add(
                padded, aOffset: step * width, aStride: width, layer.kernel, bOffset: step * width * layer.outputs,
                to: &products, rows: frames, inner: width, columns: layer.outputs)
        }
        layer.finish(&products)
        return products
    }

    /// The last two layers: from what was pooled to the tags.
    package func head(maxPool: [Float], meanPool: [Float]) -> Head {
        let flat = zip(maxPool, meanPool).flatMap { [$0, $1] }
        let normal = flat.indices.map { flat[$0] * pooled.scale[$0] + pooled.shift[$0] }
        var hidden = [Float](repeating: 0, count: dense.outputs)
        Product.add(
            normal, aStride: normal.count, dense.kernel, to: &hidden, rows: 1, inner: normal.count,
            columns: dense.outputs)
        let penultimate = hidden.enumerated().map { dense.weighted($1, $0) }
        dense.finish(&hidden)
        var logits = last.bias
        Product.add(
            hidden, aStride: hidden.count, last.kernel, to: &logits, rows: 1, inner: hidden.count,
            columns: logits.count)
        return Head(penultimate: penultimate, logits: logits)
    }

    package struct Head {
        /// 200 values, before they are cut off at 0.
        package var penultimate: [Float]
        /// Of each of ``tags``.
        package var logits: [Float]

        package var probabilities: [Float] { logits.map { 1 / (1 + exp(-$0)) } }
    }

    /// The tags, in the order of the outputs, as the Million Song Dataset's listeners wrote them.
    public static let tags = [
        "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s", "alternative rock",
        "jazz", "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul", "indie rock", "Mellow",
        "electronica", "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies", "blues", "hard rock", "ambient",
        "acoustic", "experimental", "female vocalist", "guitar", "Hip-Hop", "70s", "party", "country",
        "easy listening", "sexy", "catchy", "funk", "electro", "heavy metal", "Progressive rock", "60s", "rnb",
        "indie pop", "sad", "House", "happy",
    ]
}
