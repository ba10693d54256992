import NIOCore

/// Finds a revision in JSON by its bytes: the generator shares its cores with the server, so it decodes nothing it need not.
enum RevisionScanner {
    private static let name = Array(#""revision":"#.utf8)

    /// The number after the first `"revision":`; `nil` when there is none. A quote inside a JSON string is escaped, so user
    /// text cannot pass for the field. O(bytes before it).
    static func revision(in json: ByteBuffer) -> Int? { revision(in: json.readableBytesView) }

    /// The same in a line of bytes.
    static func revision(in json: some Collection<UInt8>) -> Int? {
        var rest = json[...]
        while let quote = rest.firstIndex(of: UInt8(ascii: "\"")) {
            rest = rest[quote...]
            if rest.starts(with: name) {
                let digits = rest.dropFirst(name.count).drop { $0 == UInt8(ascii: " ") }
                    .prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                return Int(String(decoding: digits, as: UTF8.self))
            }
            rest = rest.dropFirst()
        }
        return nil
    }
}
