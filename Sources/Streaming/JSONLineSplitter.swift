import NIOCore

/// Cuts a long line of JSON where a line feed means nothing: after a comma outside a string.
enum JSONLineSplitter {
    /// Pieces of at most `room` bytes, as long as each holds a comma outside a string; a longer token stays whole.
    /// - Complexity: O(bytes). Runs only for lines of 64 KiB and more.
    static func pieces(of line: ByteBufferView, room: Int) -> [ByteBufferView] {
        var pieces: [ByteBufferView] = []
        var start = line.startIndex
        var cut: Int?
        var isInString = false
        var isEscaped = false
        for index in line.indices {
            if index - start >= room, let legal = cut {
                pieces.append(line[start..<legal])
                start = legal
                cut = nil
            }
            let byte = line[index]
            if isEscaped {
                isEscaped = false
            } else if isInString {
                if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            } else if byte == UInt8(ascii: ",") {
                cut = index + 1
            }
        }
        pieces.append(line[start...])
        return pieces
    }
}
