/// The musically motivated filters of musicnn (Pons and Serra 2019): tall ones for timbre, long ones for rhythm, each
/// followed by its maximum over frequency.
struct FrontEnd: Sendable {
    /// Values per frame: 204 + 204 + 3 × 51.
    static let width = 561

    private let timbral: [(layer: Layer, height: Int)]
    /// Longest first.
    private let temporal: [(layer: Layer, length: Int)]

    init(_ bundle: TensorBundle) throws(TensorBundleError) {
        timbral = [
            (try Self.tall(bundle, "conv2d", norm: "batch_normalization_1", height: 38), 38),
            (try Self.tall(bundle, "conv2d_1", norm: "batch_normalization_2", height: 67), 67),
        ]
        temporal = [
            (try Self.long(bundle, "conv2d_2", norm: "batch_normalization_3", length: 128), 128),
            (try Self.long(bundle, "conv2d_3", norm: "batch_normalization_4", length: 64), 64),
            (try Self.long(bundle, "conv2d_4", norm: "batch_normalization_5", length: 32), 32),
        ]
    }

    /// Frames around a moment that a tall filter sees.
    private static let reach = 7

    /// A tall filter's values in the order of ``unfolded(_:)``: by band, then by frame.
    private static func tall(
        _ bundle: TensorBundle, _ name: String, norm: String, height: Int
    ) throws(TensorBundleError) -> Layer {
        let order = (0..<height).flatMap { band in (0..<reach).map { $0 * height + band } }
        return try Layer(bundle, name, norm: norm, shape: [reach, height, 1, 204], order: order).rising
    }

    private static func long(
        _ bundle: TensorBundle, _ name: String, norm: String, length: Int
    ) throws(TensorBundleError) -> Layer {
        try Layer(bundle, name, norm: norm, shape: [length, 1, 1, 51]).rising
    }

    /// - Parameter patch: frames × ``LogMel/bands``, already normalised.
    /// - Returns: frames × ``width``.
    func features(_ patch: [Float]) -> [Float] {
        let frames = patch.count / LogMel.bands
        var columns = Self.timbre(patch, frames: frames, timbral)
        columns += Self.rhythm(patch, frames: frames, temporal)
        var features = [Float](repeating: 0, count: frames * Self.width)
        var column = 0
        for (layer, greatest) in columns {
            for frame in 0..<frames {
                for output in 0..<layer.outputs {
                    features[frame * Self.width + column + output] = layer.finished(
                        greatest[frame * layer.outputs + output], output)
                }
            }
            column += layer.outputs
        }
        return features
    }

    /// Filters of 7 frames × some bands at every band, padded in time. A filter sees one stretch of an unfolded row, so
    /// that all frames at one band are one product.
    private static func timbre(
        _ patch: [Float], frames: Int, _ filters: [(layer: Layer, height: Int)]
    ) -> [(Layer, [Float])] {
        let rows = unfolded(patch, frames: frames)
        return filters.map { layer, height in
            var greatest = [Float](repeating: -.infinity, count: frames * layer.outputs)
            var products = greatest
            for place in 0...LogMel.bands - height {
                Product.set(
                    rows, aOffset: place * reach, aStride: LogMel.bands * reach, layer.kernel, to: &products,
                    rows: frames, inner: height * reach, columns: layer.outputs)
                greatest.raise(to: products)
            }
            return (layer, greatest)
        }
    }

    /// Of each frame, by band: its value and those of the three frames before and after it.
    private static func unfolded(_ patch: [Float], frames: Int) -> [Float] {
        let bands = LogMel.bands
        var rows = [Float](repeating: 0, count: frames * bands * reach)
        for frame in 0..<frames {
            for step in 0..<reach where (0..<frames).contains(frame + step - reach / 2) {
                let source = (frame + step - reach / 2) * bands
                for band in 0..<bands { rows[(frame * bands + band) * reach + step] = patch[source + band] }
            }
        }
        return rows
    }

    /// Filters of many frames × one band at every band, padded to the same length: one more frame at the end than at the
    /// beginning. The rows of the longest filter hold those of the shorter ones in their middle.
    private static func rhythm(
        _ patch: [Float], frames: Int, _ filters: [(layer: Layer, length: Int)]
    ) -> [(Layer, [Float])] {
        let longest = filters.first?.length ?? 1
        let before = (longest - 1) / 2
        var greatest = filters.map { [Float](repeating: -.infinity, count: frames * $0.layer.outputs) }
        var products = greatest
        var rows = [Float](repeating: 0, count: frames * longest)
        for band in 0..<LogMel.bands {
            for frame in 0..<frames {
                for source in max(0, frame - before)..<min(frames, frame - before + longest) {
                    rows[frame * longest + source - frame + before] = patch[source * LogMel.bands + band]
                }
            }
            for (i, filter) in filters.enumerated() {
                Product.set(
                    rows, aOffset: before - (filter.length - 1) / 2, aStride: longest, filter.layer.kernel,
                    to: &products[i], rows: frames, inner: filter.length, columns: filter.layer.outputs)
                greatest[i].raise(to: products[i])
            }
        }
        return zip(filters, greatest).map { ($0.layer, $1) }
    }
}

extension [Float] {
    /// Each element becomes the greater of itself and the other's.
    fileprivate mutating func raise(to others: [Float]) {
        precondition(others.count == count)
        unsafe withUnsafeMutableBufferPointer { mine in
            unsafe others.withUnsafeBufferPointer { others in
                for i in 0..<others.count { unsafe mine[i] = Swift.max(mine[i], others[i]) }
            }
        }
    }
}
