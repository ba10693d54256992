/// What vectors of one space go through before they are compared: the library's mean is taken away, vectors longer
/// than ``largest`` are standardised and turned onto their principal components (Pearson 1901; Jolliffe, "Principal
/// Component Analysis", 2002), and all are turned once more (``Rotation``). Fitted to a library and kept with its index.
struct EmbeddingProjection: Hashable, Sendable {
    /// Values in the longest vector that is stored as it is.
    static let largest = 512

    /// Vectors of the space when it was fitted.
    let fittedOn: Int
    let mean: [Float]
    /// Principal components as rows, each divided by the columns' deviations; empty when the length stays.
    let basis: [Float]

    var inputDimension: Int { mean.count }
    var outputDimension: Int { basis.isEmpty ? mean.count : basis.count / mean.count }

    init(fittedOn: Int, mean: [Float], basis: [Float] = []) {
        self.fittedOn = fittedOn
        self.mean = mean
        self.basis = basis
    }

    /// Whether it still describes a library: vectors of the same length, and at most a fifth more of them.
    func suits(length: Int, vectors: Int) -> Bool { mean.count == length && vectors * 5 <= fittedOn * 6 }

    /// The vector as it is compared, of unit length. A vector equal to the mean has no direction left; it stays zero and
    /// is like nothing. O(input × output dimension).
    ///
    /// - Parameter vector: of ``inputDimension`` values.
    func unit(_ vector: [Float16]) -> [Float] {
        var values = vector.widened()
        for column in values.indices { values[column] -= mean[column] }
        if !basis.isEmpty { values = BLAS.product(basis, rows: outputDimension, with: values) }
        Rotation.turn(&values)
        var squares = 0.0
        for value in values { squares += Double(value * value) }
        let scale = squares > 1e-12 ? Float(1 / squares.squareRoot()) : 0
        for column in values.indices { values[column] *= scale }
        return values
    }
}

extension EmbeddingProjection {
    /// As bytes of an index file, little-endian: values in a vector (4), components (4; 0 when the length stays), vectors
    /// it was fitted on (8), the mean and the components, 4 bytes a value.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 + 4 * (mean.count + basis.count))
        func append(_ number: UInt32) {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        append(UInt32(mean.count))
        append(UInt32(basis.isEmpty ? 0 : outputDimension))
        append(UInt32(truncatingIfNeeded: fittedOn))
        append(UInt32(truncatingIfNeeded: fittedOn >> 32))
        for value in mean { append(value.bitPattern) }
        for value in basis { append(value.bitPattern) }
        return bytes
    }

    /// `nil` unless the bytes are of the length they announce.
    init?(decoding bytes: [UInt8]) {
        func number(_ place: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[4 * place + $1]) << UInt32(8 * $1) }
        }
        guard bytes.count >= 16 else { return nil }
        let (dimension, components) = (Int(number(0)), Int(number(1)))
        guard dimension > 0, bytes.count == 16 + 4 * dimension * (1 + components) else { return nil }
        let values = (4..<bytes.count / 4).map { Float(bitPattern: number($0)) }
        self.init(
            fittedOn: Int(number(2)) | Int(number(3)) << 32, mean: Array(values.prefix(dimension)),
            basis: Array(values.dropFirst(dimension)))
    }
}
