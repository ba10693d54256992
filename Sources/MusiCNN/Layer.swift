/// A convolution or a dense layer with what follows it: y = max(0, x·W + bias) · scale + shift, the last two being batch
/// normalisation.
struct Layer: Sendable {
    /// Inputs × outputs, row-major.
    private(set) var kernel: [Float]
    let outputs: Int
    private let bias: [Float]
    private let norm: Normalisation
    /// Of each output: −1 where the products come with the other sign, or 1.
    private var signs: [Float]

    /// - Parameter order: where each row of the kernel stands in the bundle; as they come without it.
    init(
        _ bundle: TensorBundle, _ name: String, norm: String, shape: [Int], order: [Int]? = nil
    ) throws(TensorBundleError) {
        let outputs = shape.last ?? 0
        let stored = try bundle.tensor("\(name)/kernel", shape: shape).values
        kernel = order.map { $0.flatMap { stored[$0 * outputs..<($0 + 1) * outputs] } } ?? stored
        bias = try bundle.tensor("\(name)/bias", shape: [outputs]).values
        self.norm = try Normalisation(bundle, norm, count: outputs)
        signs = Array(repeating: 1, count: outputs)
        self.outputs = outputs
    }

    /// The same layer, but with every output rising with its product: where the scale is negative, products have the
    /// other sign. The output of the greatest product is then the greatest output.
    var rising: Layer {
        var layer = self
        for output in 0..<outputs where norm.scale[output] < 0 {
            layer.signs[output] = -1
            for i in stride(from: output, to: kernel.count, by: outputs) { layer.kernel[i].negate() }
        }
        return layer
    }

    /// Sets every element of rows of ``outputs`` products to the layer's output.
    func finish(_ products: inout [Float]) {
        for row in stride(from: 0, to: products.count, by: outputs) {
            for i in 0..<outputs { products[row + i] = finished(products[row + i], i) }
        }
    }

    func finished(_ product: Float, _ output: Int) -> Float {
        max(0, weighted(product, output)) * norm.scale[output] + norm.shift[output]
    }

    /// x·W + bias, from the product.
    func weighted(_ product: Float, _ output: Int) -> Float { product * signs[output] + bias[output] }
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
