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
        multiply(
            a, aOffset: aOffset, aStride: aStride, b, bOffset: bOffset, to: &c, keeping: 1, rows: rows, inner: inner,
            columns: columns)
    }

    /// `c` = `a` × `b`, whatever `c` was.
    static func set(
        _ a: [Float], aOffset: Int, aStride: Int, _ b: [Float], to c: inout [Float], rows: Int, inner: Int, columns: Int
    ) {
        multiply(
            a, aOffset: aOffset, aStride: aStride, b, bOffset: 0, to: &c, keeping: 0, rows: rows, inner: inner,
            columns: columns)
    }

    /// `a` (`rows` × `inner`) × `b` (`inner` × `columns`), in double precision.
    static func of(_ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int) -> [Double] {
        _ = singleThread
        precondition(rows > 0 && inner > 0 && columns > 0 && a.count == rows * inner && b.count == inner * columns)
        var c = [Double](repeating: 0, count: rows * columns)
        unsafe cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(rows), blasint(columns), blasint(inner), 1, a,
            blasint(inner), b, blasint(columns), 0, &c, blasint(columns))
        return c
    }

    private static func multiply(
        _ a: [Float], aOffset: Int, aStride: Int, _ b: [Float], bOffset: Int, to c: inout [Float], keeping: Float,
        rows: Int, inner: Int, columns: Int
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
                    a + aOffset, blasint(aStride), b + bOffset, blasint(columns), keeping, &c, blasint(columns))
            }
        }
    }
}
