import Foundation

/// A convolution or a dense layer with what follows it: y = max(0, x·W + bias) · scale + shift, the last two being batch
/// normalisation.
struct Layer: Sendable {
    /// Inputs × outputs, row-major.
    let kernel: [Float]
    let outputs: Int
    private let bias: [Float]
    private let norm: Normalisation

    init(
        _ bundle: TensorBundle, _ name: String, norm: String, shape: [Int]
    ) throws(TensorBundleError) {
        let outputs = shape.last ?? 0
        kernel = try bundle.tensor("\(name)/kernel", shape: shape).values
        bias = try bundle.tensor("\(name)/bias", shape: [outputs]).values
        self.norm = try Normalisation(bundle, norm, count: outputs)
        self.outputs = outputs
    }

    /// Sets every element of rows of ``outputs`` products to the layer's output.
    func finish(_ products: inout [Float]) {
        for row in stride(from: 0, to: products.count, by: outputs) {
            for i in 0..<outputs { products[row + i] = finished(products[row + i], i) }
        }
    }

    /// The greatest output over some products, of which the greatest and the least are given: what follows a product is
    /// monotone, upwards or, where the scale is negative, downwards.
    func greatest(_ most: Float, _ least: Float, _ output: Int) -> Float {
        finished(norm.scale[output] >= 0 ? most : least, output)
    }

    private func finished(_ product: Float, _ output: Int) -> Float {
        max(0, product + bias[output]) * norm.scale[output] + norm.shift[output]
    }
}

/// Batch normalisation with the statistics of training, as a factor and a summand.
struct Normalisation: Sendable {
    let scale: [Float]
    let shift: [Float]

    /// Keras' default.
    private static let epsilon: Float = 1e-3

    init(_ bundle: TensorBundle, _ name: String, count: Int) throws(TensorBundleError) {
        let gamma = try bundle.tensor("\(name)/gamma", shape: [count]).values
        let beta = try bundle.tensor("\(name)/beta", shape: [count]).values
        let mean = try bundle.tensor("\(name)/moving_mean", shape: [count]).values
        let variance = try bundle.tensor("\(name)/moving_variance", shape: [count]).values
        let scale = zip(gamma, variance).map { $0 / ($1 + Self.epsilon).squareRoot() }
        self.scale = scale
        shift = (0..<count).map { beta[$0] - mean[$0] * scale[$0] }
    }
}
