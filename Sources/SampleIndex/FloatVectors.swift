import CKernels

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
