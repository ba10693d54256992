import Ranking

extension EmbeddingSpace {
    /// Where an index file keeps the space.
    var sections: (places: IndexFile.Kind, projection: IndexFile.Kind, vectors: IndexFile.Kind) {
        switch self {
        case .fingerprint: (.fingerprintPlaces, .fingerprintProjection, .fingerprintVectors)
        case .musicnn: (.musicnnPlaces, .musicnnProjection, .musicnnVectors)
        case .clap: (.clapPlaces, .clapProjection, .clapVectors)
        }
    }
}

extension IndexFile {
    /// A list of texts: the length of each in 4 bytes, then its UTF-8.
    static func encoded(_ texts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for text in texts {
            let length = UInt32(text.utf8.count)
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: length >> shift))
            }
            bytes += text.utf8
        }
        return bytes
    }

    static func texts(_ bytes: MappedBytes, in section: Section) -> [String] {
        var texts: [String] = []
        var offset = section.range.lowerBound
        while offset + 4 <= section.range.upperBound {
            let end = offset + 4 + Int(bytes.integer(at: offset, as: UInt32.self))
            texts.append(bytes.text(offset + 4..<end))
            offset = end
        }
        return texts
    }
}
