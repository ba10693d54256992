import COpenBLAS

/// The few routines of OpenBLAS that fitting and applying a projection needs, on one thread.
enum BLAS {
    /// A pool inside the library would only fight ours for the cores; set once, before the first product.
    private static let singleThread: Void = openblas_set_num_threads(1)

    /// A row-major matrix times a vector.
    static func product(_ matrix: [Float], rows: Int, with vector: [Float]) -> [Float] {
        _ = singleThread
        precondition(matrix.count == rows * vector.count)
        let columns = blasint(vector.count)
        return unsafe [Float](unsafeUninitializedCapacity: rows) { result, initialised in
            unsafe cblas_sgemv(
                CblasRowMajor, CblasNoTrans, blasint(rows), columns, 1, matrix, columns, vector, 1, 0,
                result.baseAddress, 1)
            initialised = rows
        }
    }

    /// The variances of a centred row-major sample along its principal components, greatest first, and the components as
    /// rows of unit length.
    static func principalComponents(
        _ sample: [Float], rows: Int, dimension: Int
    ) -> (variances: [Float], components: [Float]) {
        _ = singleThread
        precondition(sample.count == rows * dimension)
        let size = blasint(dimension)
        var matrix = [Float](repeating: 0, count: dimension * dimension)
        unsafe cblas_ssyrk(
            CblasColMajor, CblasUpper, CblasNoTrans, size, blasint(rows), 1 / Float(max(rows - 1, 1)), sample, size, 0,
            &matrix, size)
        var variances = [Float](repeating: 0, count: dimension)
        var (n, info) = (Int32(dimension), Int32(0))
        var work: [Float] = [0]
        var integers: [Int32] = [0]
        // The first call asks how much room the second one needs.
        for request in [Int32(-1), 0] {
            var room = request == 0 ? Int32(work.count) : request
            var integerRoom = request == 0 ? Int32(integers.count) : request
            unsafe ssyevd_("V", "U", &n, &matrix, &n, &variances, &work, &room, &integers, &integerRoom, &info)
            guard info == 0 else { return ([], []) }
            if request != 0 {
                work = Array(repeating: 0, count: max(1, Int(work[0].rounded(.up))))
                integers = Array(repeating: 0, count: max(1, Int(integers[0])))
            }
        }
        // Ascending, one eigenvector after the other.
        let components = (0..<dimension).reversed().flatMap { matrix[$0 * dimension..<($0 + 1) * dimension] }
        return (variances.reversed(), components)
    }
}
