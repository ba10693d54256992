/// Where the parts of a JSON text stand: enough to compare and copy them as bytes, without reading any value.
///
/// For JSON that is known to be valid. Of anything else it says `nil` or nonsense, but never reads past the end.
enum JSONOutline {
    struct Member {
        /// The bytes between the quotation marks.
        var name: ArraySlice<UInt8>
        var value: ArraySlice<UInt8>
    }

    /// The members of an object, in order; `nil` for anything else. O(bytes).
    static func members(_ text: ArraySlice<UInt8>) -> [Member]? {
        guard let first = skipSpace(text, text.startIndex), text[first] == UInt8(ascii: "{") else { return nil }
        var members: [Member] = []
        var place = first + 1
        while true {
            guard let next = skipSpace(text, place) else { return nil }
            if text[next] == UInt8(ascii: "}") { return members }
            let start = text[next] == UInt8(ascii: ",") ? skipSpace(text, next + 1) : next
            guard let start, text[start] == UInt8(ascii: "\""), let nameEnd = end(ofStringAt: start, in: text),
                let colon = skipSpace(text, nameEnd), text[colon] == UInt8(ascii: ":"),
                let valueStart = skipSpace(text, colon + 1), let valueEnd = end(ofValueAt: valueStart, in: text)
            else { return nil }
            members.append(Member(name: text[(start + 1)..<(nameEnd - 1)], value: text[valueStart..<valueEnd]))
            place = valueEnd
        }
    }

    /// The elements of an array, in order; `nil` for anything else. O(bytes).
    static func elements(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
        guard let first = skipSpace(text, text.startIndex), text[first] == UInt8(ascii: "[") else { return nil }
        var elements: [ArraySlice<UInt8>] = []
        var place = first + 1
        while true {
            guard let next = skipSpace(text, place) else { return nil }
            if text[next] == UInt8(ascii: "]") { return elements }
            let start = text[next] == UInt8(ascii: ",") ? skipSpace(text, next + 1) : next
            guard let start, let end = end(ofValueAt: start, in: text), end > start else { return nil }
            elements.append(text[start..<end])
            place = end
        }
    }

    private static func skipSpace(_ text: ArraySlice<UInt8>, _ start: Int) -> Int? {
        var place = start
        while place < text.endIndex {
            switch text[place] {
            case 0x20, 0x09, 0x0a, 0x0d: place += 1
            default: return place
            }
        }
        return nil
    }

    private static func end(ofStringAt start: Int, in text: ArraySlice<UInt8>) -> Int? {
        var place = start + 1
        while place < text.endIndex {
            switch text[place] {
            case UInt8(ascii: "\\"): place += 2
            case UInt8(ascii: "\""): return place + 1
            default: place += 1
            }
        }
        return nil
    }

    private static func end(ofValueAt start: Int, in text: ArraySlice<UInt8>) -> Int? {
        var depth = 0
        var place = start
        while place < text.endIndex {
            switch text[place] {
            case UInt8(ascii: "\""):
                guard let end = end(ofStringAt: place, in: text) else { return nil }
                if depth == 0 { return end }
                place = end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return place }
                depth -= 1
                if depth == 0 { return place + 1 }
            case UInt8(ascii: ","), 0x20, 0x09, 0x0a, 0x0d:
                if depth == 0 { return place }
            default: break
            }
            place += 1
        }
        return depth == 0 ? place : nil
    }
}
