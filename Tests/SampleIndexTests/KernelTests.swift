import CKernels
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
