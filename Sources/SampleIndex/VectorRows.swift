import CKernels

/// Vectors of one length in 16 bits a value, in two planes: what scans read. `attune_rows` says how a row is stored.
///
/// The bytes: the heads of all rows, 8 each, up to a multiple of 64; the coarse planes, 32 bytes for each 64 values of a row;
/// the fine planes, 96 bytes for each.
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

    static func byteCount(rows: Int, dimension: Int) -> Int { headBytes(rows) + rows * padded(dimension) * 2 }

    private static func headBytes(_ rows: Int) -> Int { (rows * 8 + 63) / 64 * 64 }

    private var range: Range<Int> { offset..<offset + Self.byteCount(rows: count, dimension: dimension) }
    private var coarseOffset: Int { Self.headBytes(count) }
    private var fineOffset: Int { coarseOffset + count * Self.padded(dimension) / 2 }

    private func read<Result>(_ body: (UnsafePointer<attune_rows>) -> Result) -> Result {
        unsafe bytes.read(range) { bytes in
            let base = bytes.baseAddress
            let rows = unsafe attune_rows(
                heads: base?.assumingMemoryBound(to: Float.self),
                coarse: base?.advanced(by: coarseOffset).assumingMemoryBound(to: UInt8.self),
                fine: base?.advanced(by: fineOffset).assumingMemoryBound(to: UInt8.self),
                groups: Self.padded(dimension) / 64)
            return unsafe withUnsafePointer(to: rows, body)
        }
    }

    /// `results[place + i]`: no less than row i of the range · the aim's vector.
    func bounds(_ rows: Range<Int>, against aim: VectorAim, into results: inout [Float], at place: Int) {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count && place + rows.count <= results.count)
        precondition(aim.values.count == Self.padded(dimension))
        unsafe read { all in
            unsafe aim.values.withUnsafeBufferPointer { values in
                unsafe results.withUnsafeMutableBufferPointer { results in
                    guard let results = results.baseAddress else { return }
                    var aim = unsafe attune_aim(
                        values: values.baseAddress, step: aim.step, offset: aim.offset, reach: aim.reach,
                        rest: aim.rest)
                    unsafe attune_bounds(all, rows.lowerBound, rows.count, &aim, results + place)
                }
            }
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

    /// Stores a row, each value rounded to the nearest of 65 535 between minus and plus the greatest.
    func store(_ values: [Float], at row: Int) {
        precondition(values.count == dimension && row >= 0 && row < count)
        let coarse = coarseOffset + row * Self.padded(dimension) / 2
        let fine = fineOffset + row * Self.padded(dimension) * 3 / 2
        unsafe bytes.write(range) { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe attune_pack(
                values, dimension, (base + row * 8).assumingMemoryBound(to: Float.self),
                (base + coarse).assumingMemoryBound(to: UInt8.self),
                (base + fine).assumingMemoryBound(to: UInt8.self))
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
        let values = Self.padded(dimension)
        return [(0, 8), (coarseOffset, values / 2), (fineOffset, values * 3 / 2)].map { start, size in
            offset + start + row * size..<offset + start + (row + 1) * size
        }
    }
}
