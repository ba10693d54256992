/// TensorFlow's `BundleEntryProto`, as far as it matters (`tensorflow/core/protobuf/tensor_bundle.proto`).
enum BundleEntry {
    static func read(_ bytes: [UInt8], name: String) throws(TensorBundleError) -> TensorBundle.Entry {
        var entry = TensorBundle.Entry()
        var cursor = ByteCursor(bytes)
        while !cursor.isAtEnd {
            switch try field(&cursor) {
            case (1, .number(let type)): entry.type = type
            case (2, .bytes(let shape)): entry.shape = try Self.shape(shape)
            case (3, .number(let shard)): entry.shard = shard
            case (4, .number(let offset)): entry.offset = offset
            case (5, .number(let size)): entry.size = size
            case (6, .word(let checksum)): entry.checksum = checksum
            default: throw .unexpected(name, "is described in a way this program does not know")
            }
        }
        return entry
    }

    /// `TensorShapeProto`: a message per dimension, whose first field is the size.
    private static func shape(_ bytes: [UInt8]) throws(TensorBundleError) -> [Int] {
        var shape: [Int] = []
        var cursor = ByteCursor(bytes)
        while !cursor.isAtEnd {
            guard case (2, .bytes(let dimension)) = try field(&cursor) else { continue }
            var inner = ByteCursor(dimension)
            guard case (1, .number(let size)) = try field(&inner) else { throw .malformed("a dimension has no size") }
            shape.append(size)
        }
        return shape
    }

    private enum Value {
        case number(Int)
        case bytes([UInt8])
        case word(UInt32)
    }

    /// The next field of a message, by its number.
    private static func field(_ cursor: inout ByteCursor) throws(TensorBundleError) -> (Int, Value) {
        let tag = try cursor.varint()
        switch tag & 7 {
        case 0: return (tag >> 3, .number(try cursor.varint()))
        case 2: return (tag >> 3, .bytes(try cursor.take(try cursor.varint())))
        case 5: return (tag >> 3, .word(try cursor.word()))
        default: throw .malformed("a field of a kind that is never used")
        }
    }
}
