/// What a `Range` header asks of a representation (RFC 9110 §14).
package enum RangeRequest: Hashable, Sendable {
    /// The whole: no range, several ranges, another unit, or a header that is not a range.
    case whole
    case part(ClosedRange<Int>)
    /// Nothing of it exists.
    case unsatisfiable

    /// - Parameter size: bytes of the whole.
    package init(_ header: String?, size: Int) {
        guard let header, header.lowercased().hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let spec = header.dropFirst("bytes=".count)
        let bounds = spec.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard !spec.contains(","), bounds.count == 2, bounds.allSatisfy(Self.isDigits) else {
            self = .whole
            return
        }
        // More digits than an `Int` holds means beyond any file.
        let first = bounds[0].isEmpty ? nil : Int(bounds[0]) ?? .max
        let last = bounds[1].isEmpty ? nil : Int(bounds[1]) ?? .max
        switch (first, last) {
        case (nil, nil): self = .whole
        case (nil, let suffix?):
            self = suffix == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - suffix)...size - 1)
        case (let first?, let last?) where last < first: self = .whole
        case (let first?, let last): self = first >= size ? .unsatisfiable : .part(first...min(last ?? .max, size - 1))
        }
    }

    private static func isDigits(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
