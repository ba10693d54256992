import CKernels
import SampleIndex
import Testing

@Suite("The kernels and their portable twins")
struct KernelTests {
    @Test("every half becomes the float Swift makes of it, in both twins")
    func widening() {
        let halves = (0...UInt16.max).map { $0 }
        for portable in [false, true] {
            var floats = [Float](repeating: 0, count: halves.count)
            unsafe (portable ? attune_widen_portable : attune_widen)(halves, halves.count, &floats)
            let wrong = halves.count { half in
                let wanted = Float(Float16(bitPattern: half))
                let got = floats[Int(half)]
                return wanted.isNaN ? !got.isNaN : got.bitPattern != wanted.bitPattern
            }
            #expect(wrong == 0)
        }
    }

    @Test("floats are rounded to the halves Swift rounds them to, in both twins")
    func narrowing() {
        var random = SplitMix64(seed: 5)
        var floats: [Float] = [0, -0, .infinity, -.infinity, 65_504, 65_519, 65_520, 1e-8, 6e-8, -3e-5, 6.1e-5, 1, -1]
        for _ in 0..<200_003 { floats.append(Float((random.unit() - 0.5) * pow(2, random.unit() * 44 - 28))) }
        for portable in [false, true] {
            var halves = [UInt16](repeating: 0, count: floats.count)
            unsafe (portable ? attune_narrow_portable : attune_narrow)(floats, floats.count, &halves)
            #expect(zip(floats, halves).allSatisfy { Float16($0).bitPattern == $1 })
        }
    }

    @Test("the checksum is CRC-32C: the check value of its catalogue, and the same from both twins")
    func checksum() {
        let digits = Array("123456789".utf8)
        for portable in [false, true] {
            let sum = unsafe (portable ? attune_crc32c_portable : attune_crc32c)(0, digits, 9)
            #expect(sum == 0xe306_9283)
        }
        let bytes = (0..<1_003).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let sums = unsafe (attune_crc32c(7, bytes, bytes.count), attune_crc32c_portable(7, bytes, bytes.count))
        #expect(sums.0 == sums.1)
    }
}

private func pow(_ base: Double, _ exponent: Double) -> Double {
    // 2 to a power between two whole ones, near enough for a spread of magnitudes.
    let whole = exponent.rounded(.down)
    return Double(sign: .plus, exponent: Int(whole), significand: 1 + (exponent - whole)) * (base / 2)
}
