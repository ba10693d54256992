import CKernels
import Library

/// The index file, version 4. All numbers are little-endian; a section begins at a multiple of 64 bytes.
///
/// The header, 4 096 bytes:
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 8 | `ATTUNEIX` |
/// | 8 | 4 | version, 4 |
/// | 12 | 4 | number of sections |
/// | 16 | 8 | length of the file |
/// | 24 | 8 | generation of the library that it was made from |
/// | 32 | 8 | rows |
/// | 40 | 8 | when the newest sample was added: seconds since 1970, a double |
/// | 48 | 8 | the library it was made from |
/// | 64 | 32 each | the sections: kind (4), CRC-32C (4), offset (8), length (8), dimension of a vector section (4), zero (4) |
/// | 4 092 | 4 | CRC-32C of the 4 092 bytes before |
///
/// A section's checksum covers the zeros behind it too, up to the next section, so that no byte of the file is unchecked.
///
/// The sections, by ``Kind``:
///
/// * `features`: ``Ranking/RowFeatures`` of every row, 56 bytes each, in cluster order.
/// * `tags`: the tag ordinals of all rows, 4 bytes each.
/// * `facts`: of every row a ``FactRecord``, 88 bytes, then in UTF-8 its id, path and, where it is not the path's end, name.
/// * `factPlaces`: where in `facts` each row's begin, and the end, 8 bytes each.
/// * `idOrder`, `nameOrder`: row numbers ordered by id and by name, 4 bytes each.
/// * `idPrefixes`: the first 8 bytes of every id as a number, in the order of the ids.
/// * `packs`, `tagNames`: texts by ordinal: length (4) and UTF-8 each.
/// * `places`, `projection`, `vectors` for each space: 4 bytes a row and one more, the place of the first vector at or
///   after the row; what vectors of the space go through (see ``EmbeddingProjection``); the vectors (see ``VectorRows``).
enum IndexFile {
    static let magic: [UInt8] = Array("ATTUNEIX".utf8)
    static let version: UInt32 = 4
    static let headerLength = 4_096
    static let sectionsOffset = 64
    static let sectionLength = 32
    static let alignment = 64

    enum Kind: UInt32, CaseIterable {
        case features = 1, tags, facts, factPlaces, idOrder, nameOrder, idPrefixes, packs, tagNames
        case fingerprintPlaces = 16, fingerprintProjection, fingerprintVectors
        case musicnnPlaces = 32, musicnnProjection, musicnnVectors
        case clapPlaces = 48, clapProjection, clapVectors
    }

    /// A part of the file.
    struct Section: Hashable {
        var kind: Kind
        var range: Range<Int>
        /// Values in a vector, in the sections that hold vectors.
        var dimension = 0
    }

    /// What the header says beside the sections.
    struct Header: Hashable {
        var version: LibraryVersion
        var rows: Int
        var newest: Double
        var sections: [Section]

        subscript(kind: Kind) -> Section? { sections.first { $0.kind == kind } }

        /// Where the file ends.
        var length: Int { sections.map(\.range.upperBound).max() ?? IndexFile.headerLength }
    }

    /// Section ranges one after the other, aligned.
    static func layout(_ sizes: [(kind: Kind, bytes: Int, dimension: Int)]) -> [Section] {
        var end = headerLength
        return sizes.map { size in
            let start = (end + alignment - 1) / alignment * alignment
            end = start + size.bytes
            return Section(kind: size.kind, range: start..<end, dimension: size.dimension)
        }
    }

    /// Writes the header, with the checksums of what the sections hold now.
    static func writeHeader(_ header: Header, to bytes: MappedBytes) {
        bytes.store(magic, at: 0)
        bytes.store([version.littleEndian, UInt32(header.sections.count).littleEndian], at: 8)
        bytes.store([UInt64(bytes.count).littleEndian], at: 16)
        bytes.store([header.version.generation.littleEndian], at: 24)
        bytes.store([UInt64(header.rows).littleEndian, header.newest.bitPattern.littleEndian], at: 32)
        bytes.store([header.version.library.littleEndian], at: 48)
        for (place, section) in header.sections.enumerated() {
            let offset = sectionsOffset + place * sectionLength
            bytes.store(
                [section.kind.rawValue.littleEndian, checksum(bytes, padded(section.range, in: bytes)).littleEndian],
                at: offset)
            bytes.store(
                [UInt64(section.range.lowerBound).littleEndian, UInt64(section.range.count).littleEndian],
                at: offset + 8)
            bytes.store([UInt32(section.dimension).littleEndian, 0], at: offset + 24)
        }
        bytes.store([checksum(bytes, 0..<headerLength - 4).littleEndian], at: headerLength - 4)
    }

    /// Reads the header and checks every byte of the file. O(file), at several gigabytes a second.
    static func readHeader(_ bytes: MappedBytes) throws(IndexFileError) -> Header {
        guard bytes.count >= headerLength else { throw .damaged("it ends within its header") }
        guard bytes.load(0..<8, as: UInt8.self) == magic else { throw .damaged("it does not begin as an index file") }
        let found = bytes.integer(at: 8, as: UInt32.self)
        guard found == version else { throw .version(found: found, known: version) }
        guard bytes.integer(at: headerLength - 4, as: UInt32.self) == checksum(bytes, 0..<headerLength - 4) else {
            throw .damaged("its header has changed")
        }
        guard bytes.integer(at: 16, as: UInt64.self) == UInt64(bytes.count) else {
            throw .damaged("it is not of the length it was written with")
        }
        // What the checksum of the header covers was written by this program; only the sections can still differ.
        var sections: [Section] = []
        for place in 0..<Int(bytes.integer(at: 12, as: UInt32.self)) {
            let offset = sectionsOffset + place * sectionLength
            guard let kind = Kind(rawValue: bytes.integer(at: offset)) else {
                throw .damaged("it has an unknown section")
            }
            let start = Int(bytes.integer(at: offset + 8, as: UInt64.self))
            let range = start..<start + Int(bytes.integer(at: offset + 16, as: UInt64.self))
            guard range.upperBound <= bytes.count else { throw .damaged("a section lies beyond its end") }
            guard checksum(bytes, padded(range, in: bytes)) == bytes.integer(at: offset + 4, as: UInt32.self) else {
                throw .damaged("its section \(kind) has changed")
            }
            sections.append(
                Section(kind: kind, range: range, dimension: Int(bytes.integer(at: offset + 24, as: UInt32.self))))
        }
        return Header(
            version: LibraryVersion(library: bytes.integer(at: 48), generation: bytes.integer(at: 24)),
            rows: Int(bytes.integer(at: 32, as: UInt64.self)),
            newest: Double(bitPattern: bytes.integer(at: 40)), sections: sections)
    }

    /// A section with the zeros that fill it up to where the next one may begin.
    private static func padded(_ range: Range<Int>, in bytes: MappedBytes) -> Range<Int> {
        range.lowerBound..<min((range.upperBound + alignment - 1) / alignment * alignment, bytes.count)
    }

    private static func checksum(_ bytes: MappedBytes, _ range: Range<Int>) -> UInt32 {
        unsafe bytes.read(range) { unsafe attune_crc32c(0, $0.baseAddress, $0.count) }
    }
}
