import CKernels
import SampleIndex
import Testing

@Suite("Rows of vectors in three planes, and their portable twins")
struct VectorRowsTests {
    /// Some packed rows and what they are of.
    private struct Packed {
        var heads: [Float]
        /// The coarse planes of all rows, then the middle and the fine ones.
        var planes: [UInt8]
        var values: [[Float]]
        let groups: Int
        let dimension: Int

        init(_ values: [[Float]], dimension: Int) {
            (self.values, self.dimension) = (values, dimension)
            groups = (dimension + 63) / 64
            heads = Array(repeating: 0, count: values.count * 2)
            planes = Array(repeating: 0, count: 3 * values.count * groups * 32)
            let (row, plane) = (groups * 32, values.count * groups * 32)
            for (number, vector) in values.enumerated() {
                unsafe heads.withUnsafeMutableBufferPointer { heads in
                    unsafe planes.withUnsafeMutableBufferPointer { planes in
                        guard let head = heads.baseAddress, let first = planes.baseAddress else { return }
                        let own = unsafe first + number * row
                        unsafe attune_pack(
                            vector, dimension, head + 2 * number, own, own + plane, own + 2 * plane)
                    }
                }
            }
        }

        func read<Result>(_ body: (UnsafePointer<attune_rows>) -> Result) -> Result {
            unsafe heads.withUnsafeBufferPointer { heads in
                unsafe planes.withUnsafeBufferPointer { planes in
                    let plane = values.count * groups * 32
                    let first = planes.baseAddress
                    let rows = unsafe attune_rows(
                        heads: heads.baseAddress, coarse: first, middle: first?.advanced(by: plane),
                        fine: first?.advanced(by: 2 * plane), groups: groups)
                    return unsafe withUnsafePointer(to: rows, body)
                }
            }
        }

        func stored(_ row: Int, portable: Bool = false) -> [Float] {
            var values = [Float](repeating: .nan, count: dimension)
            unsafe read { unsafe (portable ? attune_unpack_portable : attune_unpack)($0, row, dimension, &values) }
            return values
        }
    }

    /// Rows of many shapes: noise, one great value, small values, all alike, zeros.
    private static func rows(_ dimension: Int) -> [[Float]] {
        var random = SplitMix64(seed: UInt64(dimension))
        return (0..<40).map { number in
            (0..<dimension).map { column in
                let noise = Float(random.unit() - 0.5)
                return switch number % 5 {
                case 0: noise
                case 1: column == number % dimension ? 1 : noise / 100
                case 2: noise * noise * noise
                case 3: number % 2 == 0 ? 0.25 : -0.25
                default: number == 4 ? 0 : noise / 30_000
                }
            }
        }
    }

    private static func product(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    @Test("a value comes back within half a step of what went in", arguments: [1, 63, 64, 65, 256, 512, 800])
    func precision(dimension: Int) {
        let packed = Packed(Self.rows(dimension), dimension: dimension)
        for (row, values) in packed.values.enumerated() {
            let greatest = values.map(\.magnitude).max() ?? 0
            let wrong = zip(values, packed.stored(row)).filter { ($0 - $1).magnitude > greatest / 4_093 }
            #expect(wrong.isEmpty)
            #expect(packed.stored(row) == packed.stored(row, portable: true))
        }
    }

    @Test(
        "products are those of the stored values, single precision within its error and double precision to the bit in both",
        arguments: [1, 63, 64, 65, 256, 511, 512, 800])
    func products(dimension: Int) {
        let packed = Packed(Self.rows(dimension), dimension: dimension)
        var random = SplitMix64(seed: 3)
        let vector = (0..<dimension).map { _ in Float(random.unit() - 0.5) }
        let padded = vector + Array(repeating: 0, count: packed.groups * 64 - dimension)
        let places: [Int32] = [3, 0, 39, 17, 17, 2]
        for portable in [false, true] {
            var sums = [Float](repeating: .nan, count: 40)
            var some = [Float](repeating: .nan, count: places.count)
            unsafe packed.read { rows in
                unsafe (portable ? attune_products_portable : attune_products)(rows, nil, 0, 40, padded, &sums)
                unsafe (portable ? attune_products_portable : attune_products)(rows, places, 0, 6, padded, &some)
            }
            for row in 0..<40 {
                let stored = packed.stored(row)
                let wanted = Self.product(stored, vector)
                let lengths = (Self.product(stored, stored) * Self.product(vector, vector)).squareRoot()
                #expect(abs(Double(sums[row]) - wanted) <= Double(dimension + 2) * 0x1p-24 * lengths)
                let exact = unsafe packed.read { rows in
                    unsafe (attune_product(rows, row, padded), attune_product_portable(rows, row, padded))
                }
                #expect(exact.0 == exact.1 && abs(exact.0 - wanted) <= 1e-13 * max(lengths, 1e-9))
            }
            #expect(zip(places, some).allSatisfy { sums[Int($0)] == $1 })
        }
    }

    @Test(
        "no product exceeds its bound, and bounds are near products", arguments: [1, 63, 64, 65, 256, 512, 800, 1_600])
    func bounds(dimension: Int) {
        let packed = Packed(Self.rows(dimension).map(Self.unit), dimension: dimension)
        var random = SplitMix64(seed: 4)
        for number in 0..<40 {
            let vector = Self.unit(
                number < 8 ? packed.values[number] : (0..<dimension).map { _ in Float(random.unit() - 0.5) })
            let greatest = max(vector.map(\.magnitude).max() ?? 0, 1e-9)
            let step = greatest / 127
            let values = vector.map { Int8(($0 / step).rounded()) }
            let missing = zip(vector, values).map { Double($0) - Double(step) * Double($1) }
            let away = missing.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let length = Self.product(vector, vector).squareRoot()
            let padded = values + Array(repeating: 0, count: packed.groups * 64 - dimension)
            for portable in [false, true] {
                var results = [Float](repeating: .nan, count: 40)
                var closer = results
                unsafe packed.read { rows in
                    unsafe padded.withUnsafeBufferPointer { padded in
                        var aim = unsafe attune_aim(
                            values: padded.baseAddress, sum: values.reduce(0) { $0 + Int32($1) }, step: 128 * step,
                            reach: Float(length + away) * 1.000_001,
                            rest: Float(1.001 * away + 1e-5))
                        unsafe (portable ? attune_bounds_portable : attune_bounds)(rows, 0, 40, 40, &aim, &results)
                        unsafe (portable ? attune_closer_bounds_portable : attune_closer_bounds)(
                            rows, Array((0..<40).reversed()), 40, &aim, &closer)
                    }
                }
                for row in 0..<40 {
                    let product = Self.product(packed.stored(row), vector)
                    #expect(Double(results[row]) >= product)
                    let most = 2 * Double(packed.heads[2 * row + 1]) * (length + away) + 2.1 * away + 1e-4
                    #expect(Double(results[row]) <= product + most)
                    let left = Double(packed.heads[2 * row]) * 8 * Double(packed.groups * 64).squareRoot()
                    #expect(Double(closer[39 - row]) >= product)
                    #expect(
                        Double(closer[39 - row]) <= product + 2.001 * left * (length + away) + 2.1 * away + 1e-4)
                }
            }
        }
    }

    private static func unit(_ vector: [Float]) -> [Float] {
        let length = Float(product(vector, vector).squareRoot())
        return length > 0 ? vector.map { $0 / length } : vector
    }
}
