/// The musically motivated filters of musicnn (Pons and Serra 2019): tall ones for timbre, long ones for rhythm, each
/// followed by its maximum over frequency.
struct FrontEnd: Sendable {
    /// Values per frame: 204 + 204 + 3 × 51.
    static let width = 561

    private let timbral: [(layer: Layer, height: Int)]
    private let temporal: [(layer: Layer, length: Int)]

    init(_ bundle: TensorBundle) throws(TensorBundleError) {
        timbral = [
            (try Layer(bundle, "conv2d", norm: "batch_normalization_1", shape: [7, 38, 1, 204]), 38),
            (try Layer(bundle, "conv2d_1", norm: "batch_normalization_2", shape: [7, 67, 1, 204]), 67),
        ]
        temporal = [
            (try Layer(bundle, "conv2d_2", norm: "batch_normalization_3", shape: [128, 1, 1, 51]), 128),
            (try Layer(bundle, "conv2d_3", norm: "batch_normalization_4", shape: [64, 1, 1, 51]), 64),
            (try Layer(bundle, "conv2d_4", norm: "batch_normalization_5", shape: [32, 1, 1, 51]), 32),
        ]
    }

    /// - Parameter patch: frames × ``LogMel/bands``, already normalised.
    /// - Returns: frames × ``width``.
    func features(_ patch: [Float]) -> [Float] {
        let frames = patch.count / LogMel.bands
        var features = [Float](repeating: 0, count: frames * Self.width)
        var column = 0
        for (layer, height) in timbral {
            Self.timbre(patch, frames: frames, layer, height: height, into: &features, column: column)
            column += layer.outputs
        }
        for (layer, length) in temporal {
            Self.rhythm(patch, frames: frames, layer, length: length, into: &features, column: column)
            column += layer.outputs
        }
        return features
    }

    /// Frames around a moment that a tall filter sees.
    private static let reach = 7

    /// Filters of 7 frames × `height` bands at every band, padded in time.
    private static func timbre(
        _ patch: [Float], frames: Int, _ layer: Layer, height: Int, into features: inout [Float], column: Int
    ) {
        let bands = LogMel.bands
        let places = bands - height + 1
        let inner = reach * height
        var rows = [Float](repeating: 0, count: places * inner)
        for frame in 0..<frames {
            for step in 0..<reach {
                let source = frame + step - reach / 2
                for place in 0..<places {
                    let to = place * inner + step * height
                    if source >= 0, source < frames {
                        let from = source * bands + place
                        rows.replaceSubrange(to..<to + height, with: patch[from..<from + height])
                    } else {
                        for i in to..<to + height { rows[i] = 0 }
                    }
                }
            }
            var products = [Float](repeating: 0, count: places * layer.outputs)
            Product.add(
                rows, aStride: inner, layer.kernel, to: &products, rows: places, inner: inner, columns: layer.outputs)
            var extremes = Extremes(count: layer.outputs)
            for place in 0..<places { extremes.add(products, from: place * layer.outputs, count: layer.outputs) }
            for output in 0..<layer.outputs {
                features[frame * width + column + output] = layer.greatest(
                    extremes.most[output], extremes.least[output], output)
            }
        }
    }

    /// Filters of `length` frames × one band, padded to the same length, one more at the end when that is odd.
    private static func rhythm(
        _ patch: [Float], frames: Int, _ layer: Layer, length: Int, into features: inout [Float], column: Int
    ) {
        let bands = LogMel.bands
        let before = (length - 1) / 2
        var extremes = Extremes(count: frames * layer.outputs)
        var rows = [Float](repeating: 0, count: frames * length)
        for band in 0..<bands {
            for frame in 0..<frames {
                for step in 0..<length {
                    let source = frame + step - before
                    rows[frame * length + step] =
                        source >= 0 && source < frames ? patch[source * bands + band] : 0
                }
            }
            var products = [Float](repeating: 0, count: frames * layer.outputs)
            Product.add(
                rows, aStride: length, layer.kernel, to: &products, rows: frames, inner: length,
                columns: layer.outputs)
            extremes.add(products, from: 0, count: products.count)
        }
        for frame in 0..<frames {
            for output in 0..<layer.outputs {
                let i = frame * layer.outputs + output
                features[frame * width + column + output] = layer.greatest(
                    extremes.most[i], extremes.least[i], output)
            }
        }
    }
}

/// The greatest and least of several rows, element by element.
private struct Extremes {
    private(set) var most: [Float]
    private(set) var least: [Float]

    init(count: Int) {
        most = [Float](repeating: -.infinity, count: count)
        least = [Float](repeating: .infinity, count: count)
    }

    mutating func add(_ values: [Float], from: Int, count: Int) {
        for i in 0..<count {
            let value = values[from + i]
            most[i] = max(most[i], value)
            least[i] = min(least[i], value)
        }
    }
}
