import CKernels
import Foundation

/// The variables of a TensorFlow checkpoint: an index that names them (a sorted-string table of LevelDB's format with a
/// `BundleEntryProto` per name) and one file of little-endian values. Every offset, length and checksum is checked.
public struct TensorBundle: Sendable {
    /// One variable, row-major.
    public struct Tensor: Hashable, Sendable {
        public var shape: [Int]
        public var values: [Float]
    }

    private let entries: [String: Entry]
    private let data: Data

    /// What the index says of one variable.
    struct Entry: Hashable, Sendable {
        var shape: [Int] = []
        var offset = 0
        var size = 0
        /// CRC-32C of the values, masked as LevelDB does.
        var checksum: UInt32 = 0
        /// TensorFlow's number of the type; 1 is a 32-bit float.
        var type = 1
        var shard = 0
    }

    /// Reads `prefix.index` and maps `prefix.data-00000-of-00001`.
    public init(prefix: String) throws(TensorBundleError) {
        let index = try Self.contents(prefix + ".index")
        data = try Self.contents(prefix + ".data-00000-of-00001")
        var table = SortedStringTable(index)
        var entries: [String: Entry] = [:]
        for (name, value) in try table.read() where !name.isEmpty {
            entries[name] = try BundleEntry.read(value, name: name)
        }
        self.entries = entries
    }

    /// A variable by its name, of a shape that is known beforehand.
    public func tensor(_ name: String, shape: [Int]) throws(TensorBundleError) -> Tensor {
        guard let entry = entries[name] else { throw .missing(name) }
        guard entry.type == 1, entry.shard == 0, entry.shape == shape else {
            throw .unexpected(name, "has shape \(entry.shape), type \(entry.type); wanted are floats of \(shape)")
        }
        let count = shape.reduce(1, *)
        guard entry.size == 4 * count, entry.offset >= 0, entry.offset <= data.count - entry.size else {
            throw .unexpected(name, "lies outside of the data")
        }
        let bytes = [UInt8](data[data.startIndex + entry.offset..<data.startIndex + entry.offset + entry.size])
        guard Checksum.masked(bytes) == entry.checksum else { throw .damaged(name) }
        let values = (0..<count).map { i in
            let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[4 * i + $1]) << (8 * UInt32($1)) }
            return Float(bitPattern: word)
        }
        guard values.allSatisfy(\.isFinite) else { throw .unexpected(name, "holds values that are no numbers") }
        return Tensor(shape: shape, values: values)
    }

    private static func contents(_ path: String) throws(TensorBundleError) -> Data {
        do { return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) } catch {
            throw .unreadable(path)
        }
    }
}

/// Why the weights cannot be used.
public enum TensorBundleError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(String)
    /// The index is cut off, or none.
    case malformed(String)
    case missing(String)
    case unexpected(String, String)
    case damaged(String)

    public var description: String {
        switch self {
        case .unreadable(let path): "\(path) cannot be read"
        case .malformed(let what): "the index of the weights is malformed: \(what)"
        case .missing(let name): "the weights have no variable '\(name)'"
        case .unexpected(let name, let what): "the variable '\(name)' \(what)"
        case .damaged(let name): "the variable '\(name)' does not match its checksum"
        }
    }
}

enum Checksum {
    /// CRC-32C, rotated and offset (`leveldb/util/crc32c.h`), so that a checksum of data with checksums is no fixed point.
    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let crc = unsafe bytes.withUnsafeBytes { unsafe attune_crc32c(0, $0.baseAddress, $0.count) }
        return (crc >> 15 | crc << 17) &+ 0xa282_ead8
    }
}
