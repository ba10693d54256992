import CKernels

/// Vectors of one length in 12 bits a value, in three planes: what scans read. `attune_rows` says how a row is stored.
///
/// The bytes: the heads of all rows, 8 each, up to a multiple of 64; the coarse, the middle and the fine planes, of each 32
/// bytes for each 64 values of a row.
struct VectorRows: Sendable {
    private let bytes: MappedBytes
    private let offset: Int
    let count: Int
    let dimension: Int

    /// - Parameter offset: of the first head in `bytes`, a multiple of 4.
    init(_ bytes: MappedBytes, at offset: Int, count: Int, dimension: Int) {
        self.bytes = bytes
        self.offset = offset
        self.count = count
        self.dimension = dimension
    }

    /// Values that take the place of `dimension`, the last ones zeros.
    static func padded(_ dimension: Int) -> Int { (dimension + 63) / 64 * 64 }

    static func byteCount(rows: Int, dimension: Int) -> Int { headBytes(rows) + 3 * rows * padded(dimension) / 2 }

    private static func headBytes(_ rows: Int) -> Int { (rows * 8 + 63) / 64 * 64 }

    private var range: Range<Int> { offset..<offset + Self.byteCount(rows: count, dimension: dimension) }
    /// Bytes of a row in each plane.
    private var rowBytes: Int { Self.padded(dimension) / 2 }

    /// Where a row lies in a plane, the coarse one the first, from `offset` on.
    private func place(_ row: Int, inPlane plane: Int) -> Int {
        Self.headBytes(count) + (plane * count + row) * rowBytes
    }

    private func read<Result>(_ body: (UnsafePointer<attune_rows>) -> Result) -> Result {
        unsafe bytes.read(range) { bytes in
            let base = bytes.baseAddress
            let rows = unsafe attune_rows(
                heads: base?.assumingMemoryBound(to: Float.self),
                coarse: base?.advanced(by: place(0, inPlane: 0)).assumingMemoryBound(to: UInt8.self),
                middle: base?.advanced(by: place(0, inPlane: 1)).assumingMemoryBound(to: UInt8.self),
                fine: base?.advanced(by: place(0, inPlane: 2)).assumingMemoryBound(to: UInt8.self),
                groups: Self.padded(dimension) / 64)
            return unsafe withUnsafePointer(to: rows, body)
        }
    }

    /// `results[place + i]`: no less than row i of the range · the aim's vector.
    ///
    /// - Parameter next: the row that will be asked for next, which is brought near meanwhile; any number.
    func bounds(
        _ rows: Range<Int>, before next: Int, against aim: VectorAim, into results: inout [Float], at place: Int
    ) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count && place + rows.count <= results.count)
        precondition(aim.values.count == Self.padded(dimension))
        unsafe read { all in
            unsafe aim.read { aim in
                unsafe results.withUnsafeMutableBufferPointer { results in
                    guard let results = results.baseAddress else { return }
                    unsafe attune_bounds(all, rows.lowerBound, rows.count, max(next, 0), aim, results + place)
                }
            }
        }
    }

    /// `results[i]`: no less than row rows[i] · the aim's vector, and closer to it than ``bounds(_:before:against:into:at:)``.
    func closerBounds(_ rows: [Int32], against aim: VectorAim, into results: inout [Float]) {
        precondition(rows.allSatisfy { $0 >= 0 && $0 < count } && results.count >= rows.count)
        precondition(aim.values.count == Self.padded(dimension))
        unsafe read { all in
            unsafe aim.read { aim in unsafe attune_closer_bounds(all, rows, rows.count, aim, &results) }
        }
    }

    /// `results[i] = row i of the range · vector`, in single precision.
    func products(_ rows: Range<Int>, with vector: [Float], into results: inout [Float]) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count && results.count >= rows.count)
        let vector = padded(vector)
        unsafe read { all in
            unsafe results.withUnsafeMutableBufferPointer { results in
                guard let results = results.baseAddress else { return }
                unsafe attune_products(all, nil, rows.lowerBound, rows.count, vector, results)
            }
        }
    }

    /// `results[i] = row rows[i] · vector`, in single precision.
    func products(_ rows: [Int32], with vector: [Float], into results: inout [Float]) {
        precondition(rows.allSatisfy { $0 >= 0 && $0 < count } && results.count >= rows.count)
        let vector = padded(vector)
        unsafe read { all in
            unsafe results.withUnsafeMutableBufferPointer { results in
                guard let results = results.baseAddress else { return }
                unsafe attune_products(all, rows, 0, rows.count, vector, results)
            }
        }
    }

    /// Row · vector in double precision, added always in the same order.
    func product(_ row: Int, with vector: [Float]) -> Double {
        precondition(row >= 0 && row < count)
        let vector = padded(vector)
        return unsafe read { unsafe attune_product($0, row, vector) }
    }

    private func padded(_ vector: [Float]) -> [Float] {
        let padded = Self.padded(dimension)
        if vector.count == padded { return vector }
        precondition(vector.count == dimension)
        return vector + Array(repeating: 0, count: padded - dimension)
    }

    /// A row in single precision, exactly as stored.
    func row(_ row: Int) -> [Float] {
        precondition(row >= 0 && row < count)
        return unsafe [Float](unsafeUninitializedCapacity: dimension) { values, initialised in
            if let floats = values.baseAddress {
                unsafe read { unsafe attune_unpack($0, row, dimension, floats) }
            }
            initialised = dimension
        }
    }

    /// Stores a row, each value rounded to the nearest of 4 095 between minus and plus the greatest.
    func store(_ values: [Float], at row: Int) {
        precondition(values.count == dimension && row >= 0 && row < count)
        unsafe bytes.write(range) { bytes in
            guard let base = bytes.baseAddress else { return }
            func plane(_ number: Int) -> UnsafeMutablePointer<UInt8> {
                unsafe (base + place(row, inPlane: number)).assumingMemoryBound(to: UInt8.self)
            }
            unsafe attune_pack(
                values, dimension, (base + row * 8).assumingMemoryBound(to: Float.self), plane(0), plane(1), plane(2))
        }
    }

    /// Stores a row of others of the same dimension, bit for bit.
    func store(_ source: Int, of others: VectorRows, at row: Int) {
        precondition(others.dimension == dimension && row >= 0 && row < count && source >= 0 && source < others.count)
        let (mine, theirs) = (parts(row), others.parts(source))
        for (target, part) in zip(mine, theirs) {
            unsafe others.bytes.read(part) { source in
                unsafe bytes.write(target) { unsafe $0.copyMemory(from: source) }
            }
        }
    }

    /// Where a row's head and planes lie.
    private func parts(_ row: Int) -> [Range<Int>] {
        let planes = (0..<3).map { (place(row, inPlane: $0), rowBytes) }
        return ([(row * 8, 8)] + planes).map { start, size in offset + start..<offset + start + size }
    }
}
