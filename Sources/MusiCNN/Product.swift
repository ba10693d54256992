import COpenBLAS

/// Products of row-major matrices through OpenBLAS, on the calling thread.
enum Product {
    /// A pool inside the library would only fight ours for the cores; set once, before the first product.
    private static let singleThread: Void = openblas_set_num_threads(1)

    /// `c` (`rows` × `columns`) += `a` (`rows` × `inner`) × `b` (`inner` × `columns`). `a` starts at `aOffset` with rows
    /// `aStride` apart, `b` starts at `bOffset`.
    static func add(
        _ a: [Float], aOffset: Int = 0, aStride: Int, _ b: [Float], bOffset: Int = 0, to c: inout [Float], rows: Int,
        inner: Int, columns: Int
    ) {
        _ = singleThread
        precondition(rows > 0 && inner > 0 && columns > 0 && aStride >= inner)
        precondition(a.count >= aOffset + (rows - 1) * aStride + inner)
        precondition(b.count >= bOffset + inner * columns && c.count >= rows * columns)
        unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return }
                unsafe cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1,
                    a + aOffset, blasint(aStride), b + bOffset, blasint(columns), 1, &c, blasint(columns))
            }
        }
    }
}
