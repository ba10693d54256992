import CKernels

/// A vector that rows are compared with: in single precision for their products, and in 8 bits a value for their bounds
/// (`attune_aim`).
struct VectorAim: Sendable {
    /// As many as ``VectorRows/padded(_:)`` says, the last ones zeros.
    let vector: [Float]
    let values: [Int8]
    private let sum: Int32
    private let step: Float
    private let reach: Float
    private let rest: Float

    /// No stored row is longer: it is a unit vector, rounded.
    private static let longest = 1.001
    /// More than the roundings of a bound amount to, which are a few of single precision.
    private static let roundings = 1e-5

    init(_ vector: [Float]) {
        let padding = VectorRows.padded(vector.count) - vector.count
        self.vector = vector + Array(repeating: 0, count: padding)
        let greatest = vector.reduce(0) { max($0, $1.magnitude) }
        let unit = greatest > 0 ? greatest / 127 : 1
        // Added to this, a small number loses what is behind its point: rounding that needs no call for each value.
        let rounder: Float = 0x1.8p23
        values = self.vector.map { Int8($0 / unit + rounder - rounder) }
        var (sum, squares, missing) = (0, 0.0, 0.0)
        for (value, rounded) in zip(self.vector, values) {
            sum += Int(rounded)
            squares += Double(value) * Double(value)
            let left = Double(value) - Double(unit) * Double(rounded)
            missing += left * left
        }
        // The middle of a row's 256 numbers that the coarse plane tells apart: (2 · coarse − 15) · 128.
        step = 128 * unit
        self.sum = Int32(sum)
        let away = missing.squareRoot()
        reach = Float((squares.squareRoot() + away) * 1.000_001).nextUp
        rest = Float(Self.longest * away + Self.roundings).nextUp
    }

    /// As the kernels take it.
    func read<Result>(_ body: (UnsafePointer<attune_aim>) -> Result) -> Result {
        unsafe values.withUnsafeBufferPointer { values in
            let aim = unsafe attune_aim(
                values: values.baseAddress, sum: sum, step: step, reach: reach, rest: rest)
            return unsafe withUnsafePointer(to: aim, body)
        }
    }
}
