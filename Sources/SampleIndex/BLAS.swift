import COpenBLAS

/// The few routines of OpenBLAS that a scan needs, on one thread.
enum BLAS {
    /// A pool inside the library would only fight ours for the cores; set once, before the first product.
    private static let singleThread: Void = openblas_set_num_threads(1)

    static func prepare() { _ = singleThread }

    /// `result[i] = row i · vector` for `rows` rows of `dimension` floats from `matrix[offset]` on.
    static func products(
        _ matrix: [Float], from offset: Int, rows: Int, dimension: Int, vector: [Float],
        into result: inout [Float], at place: Int
    ) {
        guard rows > 0 else { return }
        precondition(offset + rows * dimension <= matrix.count && place + rows <= result.count)
        precondition(vector.count == dimension)
        unsafe matrix.withUnsafeBufferPointer { matrix in
            unsafe vector.withUnsafeBufferPointer { vector in
                unsafe result.withUnsafeMutableBufferPointer { result in
                    guard let a = matrix.baseAddress, let y = result.baseAddress else { return }
                    // Row by row memory is read as one stream; sgemv reads four at once, which is slower by a tenth to a
                    // fifth as soon as the rows come from memory and not from a cache.
                    for row in 0..<rows {
                        unsafe y[place + row] = cblas_sdot(
                            blasint(dimension), a + offset + row * dimension, 1, vector.baseAddress, 1)
                    }
                }
            }
        }
    }

    /// The product of two stretches of one matrix.
    static func product(_ matrix: [Float], _ first: Int, _ second: Int, count: Int) -> Double {
        precondition(max(first, second) + count <= matrix.count)
        return unsafe matrix.withUnsafeBufferPointer { matrix in
            guard let a = matrix.baseAddress else { return 0 }
            return unsafe Double(cblas_sdot(blasint(count), a + first, 1, a + second, 1))
        }
    }
}
