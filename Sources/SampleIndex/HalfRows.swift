import CKernels

/// Vectors of one length in half precision, one after the other in memory: what scans read.
struct HalfRows: Sendable {
    private let bytes: MappedBytes
    private let offset: Int
    let count: Int
    let dimension: Int

    /// - Parameter offset: of the first half in `bytes`, even.
    init(_ bytes: MappedBytes, at offset: Int, count: Int, dimension: Int) {
        self.bytes = bytes
        self.offset = offset
        self.count = count
        self.dimension = dimension
    }

    static func byteCount(rows: Int, dimension: Int) -> Int { rows * dimension * MemoryLayout<UInt16>.size }

    private func range(_ rows: Range<Int>) -> Range<Int> {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= count)
        let size = dimension * MemoryLayout<UInt16>.size
        return offset + rows.lowerBound * size..<offset + rows.upperBound * size
    }

    /// `results[i] = row i of the range · vector`, in single precision.
    func products(_ rows: Range<Int>, with vector: [Float], into results: inout [Float]) {
        precondition(vector.count == dimension && results.count >= rows.count)
        unsafe bytes.read(range(rows)) { bytes in
            unsafe results.withUnsafeMutableBufferPointer { results in
                unsafe vector.withUnsafeBufferPointer { vector in
                    guard let halves = bytes.baseAddress, let target = vector.baseAddress,
                        let sums = results.baseAddress
                    else { return }
                    unsafe attune_products(
                        halves.assumingMemoryBound(to: UInt16.self), rows.count, dimension, target, sums)
                }
            }
        }
    }

    /// A row in single precision, exactly as stored.
    func row(_ row: Int) -> [Float] {
        unsafe [Float](unsafeUninitializedCapacity: dimension) { values, initialised in
            unsafe bytes.read(range(row..<row + 1)) { bytes in
                guard let halves = bytes.baseAddress, let floats = values.baseAddress else { return }
                unsafe attune_widen(halves.assumingMemoryBound(to: UInt16.self), dimension, floats)
            }
            initialised = dimension
        }
    }

    /// Stores a row, rounded to the nearest halves.
    func store(_ values: [Float], at row: Int) {
        precondition(values.count == dimension)
        unsafe bytes.write(range(row..<row + 1)) { bytes in
            unsafe values.withUnsafeBufferPointer { values in
                guard let halves = bytes.baseAddress, let floats = values.baseAddress else { return }
                unsafe attune_narrow(floats, dimension, halves.assumingMemoryBound(to: UInt16.self))
            }
        }
    }
}

extension [Float] {
    /// The sum of the products in double precision, always in the same order. Both have the same length.
    func product(with other: [Float]) -> Double {
        let (mine, theirs) = (span, other.span.extracting(first: count))
        func pair(_ column: Int) -> Double {
            // Both spans were checked to hold `count` values, once instead of for each.
            unsafe Double(mine[unchecked: column]) * Double(theirs[unchecked: column])
        }
        // Four sums let the additions overlap.
        var sums = SIMD4<Double>.zero
        var column = 0
        while column + 4 <= count {
            sums += SIMD4(pair(column), pair(column + 1), pair(column + 2), pair(column + 3))
            column += 4
        }
        while column < count {
            sums.x += pair(column)
            column += 1
        }
        return (sums.x + sums.y) + (sums.z + sums.w)
    }
}

extension [Float16] {
    /// In single precision, exactly.
    func widened() -> [Float] {
        unsafe [Float](unsafeUninitializedCapacity: count) { values, initialised in
            unsafe withUnsafeBytes { bytes in
                guard let halves = bytes.baseAddress, let floats = values.baseAddress else { return }
                unsafe attune_widen(halves.assumingMemoryBound(to: UInt16.self), count, floats)
            }
            initialised = count
        }
    }
}
