/// Half precision to single by table: without hardware conversion at hand a look-up is several times a software one.
enum HalfPrecision {
    private static let table: [Float] = (0...UInt16.max).map { Float(Float16(bitPattern: $0)) }

    static func widened(_ value: Float16) -> Float { table[Int(value.bitPattern)] }
}
