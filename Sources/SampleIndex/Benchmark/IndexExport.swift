import Foundation
import Ranking

/// Writes an index, random sessions over it and their exact answers as plain arrays, so that other search libraries can be
/// asked the same (`Benchmarks/peers`).
///
/// All numbers are little-endian. `rows.f32` holds the stored vectors in row order. For each query, one after the other:
/// its target in `targets.f32`; where its eligible rows begin in `offsets.i64` (one more entry than queries);
/// these rows in `eligible.i32` and what each scores without its similarity in `terms.f32`; and the exact top ten in
/// `answers.i32`, −1 where there are fewer. A row's score is its term plus `max(0, target · row)`.
///
/// Which rows are eligible can also be found out: `tempi.f64` has the BPM of every row, NaN without one, and `partitions.u8`
/// its key, 24 for what every key filter passes. A query lets the tempi pass that are within `wishes.f64`'s second number of its
/// first at the same, half or double time, and all NaN; and of the 25 keys those that are 1 in `keys.u8`.
enum IndexExport {
    struct Shape: Codable {
        var rows: Int
        var dim: Int
        var queries: Int
        var limit: Int
    }

    /// - Parameter requests: those that compare nothing, or whose filters had to be relaxed, are left out.
    static func write(_ snapshot: IndexSnapshot, _ requests: [RankingRequest], to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard let matrix = snapshot.segments[0].matrices.values.first else { return }
        let rows = try Output(folder.appending(path: "rows.f32"))
        for row in 0..<snapshot.table.rowCount {
            try rows.append(matrix.vector(ofRow: row) ?? Array(repeating: 0, count: matrix.dimension))
        }
        try rows.close()
        let features = (0..<snapshot.table.rowCount).map { snapshot.table.features(ofRow: $0) }
        let tempi = try Output(folder.appending(path: "tempi.f64"))
        try tempi.append(features.map(\.beatsPerMinute))
        let partitions = try Output(folder.appending(path: "partitions.u8"))
        try partitions.append(features.map(\.keyPartition))
        let wishes = try Output(folder.appending(path: "wishes.f64"))
        let keys = try Output(folder.appending(path: "keys.u8"))
        let targets = try Output(folder.appending(path: "targets.f32"))
        let offsets = try Output(folder.appending(path: "offsets.i64"))
        let eligible = try Output(folder.appending(path: "eligible.i32"))
        let terms = try Output(folder.appending(path: "terms.f32"))
        let answers = try Output(folder.appending(path: "answers.i32"))
        var (queries, offset) = (0, 0)
        try offsets.append([Int64(0)])
        for request in requests {
            let ranking = snapshot.ranking(for: request)
            let list = snapshot.rank(request)
            guard let target = ranking.targets[matrix.space], list.relaxations.isEmpty else { continue }
            let found = snapshot.scan(ranking.query, passing: ranking.filters, targets: ranking.targets).rows
            queries += 1
            offset += found.count
            let filters = ranking.filters
            try wishes.append([filters.bpm ?? .nan, filters.tolerance])
            try keys.append((0...RowClusters.keyless).map { RowClusters.admits($0, filters) ? UInt8(1) : 0 })
            try targets.append(target.vector)
            try offsets.append([Int64(offset)])
            try eligible.append(found.map(\.row))
            try terms.append(
                found.map { row in
                    let points = ranking.query.points(ofRow: Int(row.row), in: snapshot.table, cosine: nil)
                    return Float(points?.total ?? 0)
                })
            let best = list.suggestions.compactMap { snapshot.table.row(of: $0.sample.id).map(Int32.init) }
            try answers.append(best + Array(repeating: -1, count: max(0, request.limit - best.count)))
        }
        for output in [tempi, partitions, wishes, keys, targets, offsets, eligible, terms, answers] {
            try output.close()
        }
        let shape = Shape(
            rows: snapshot.table.rowCount, dim: matrix.dimension, queries: queries, limit: requests.first?.limit ?? 0)
        try JSONEncoder().encode(shape).write(to: folder.appending(path: "shape.json"))
    }

    /// A file that grows by arrays of plain numbers, written a megabyte at a time.
    private final class Output {
        private let file: FileHandle
        private var waiting = Data()

        init(_ url: URL) throws {
            try Data().write(to: url)
            file = try FileHandle(forWritingTo: url)
        }

        func append<Number: BitwiseCopyable>(_ numbers: [Number]) throws {
            unsafe numbers.withUnsafeBytes { unsafe waiting.append(contentsOf: $0) }
            if waiting.count > 1 << 20 { try flush() }
        }

        private func flush() throws {
            try file.write(contentsOf: waiting)
            waiting.removeAll(keepingCapacity: true)
        }

        func close() throws {
            try flush()
            try file.close()
        }
    }
}
