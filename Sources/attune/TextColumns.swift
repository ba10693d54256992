/// Text in aligned columns for a terminal.
enum TextColumns {
    static let gap = 2

    /// Rows whose columns are as wide as their widest cell.
    static func lines(_ table: [[String]], rightAligned: Set<Int>) -> [String] {
        let widths = (table.first ?? []).indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { line($0, widths: widths, rightAligned: rightAligned) }
    }

    /// One row, cells shortened or padded to their columns' widths, without white space at its end.
    static func line(_ row: [String], widths: [Int], rightAligned: Set<Int>) -> String {
        var line = row.indices.map { fit(row[$0], widths[$0], right: rightAligned.contains($0)) }
            .joined(separator: String(repeating: " ", count: gap))
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    private static func fit(_ text: String, _ width: Int, right: Bool) -> String {
        if text.count > width { return text.prefix(max(0, width - 1)) + "…" }
        let space = String(repeating: " ", count: width - text.count)
        return right ? space + text : text + space
    }

    /// A number with exactly this many decimals.
    static func fixed(_ value: Double, digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }
}
