import Foundation

/// A folder of small WAV files for one test, removed with the value.
final class ImportFolder {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attune-import-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // As the importer names it, with links resolved.
        path = folder.resolvingSymlinksInPath().path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: file(name), withIntermediateDirectories: true)
    }

    /// Makes folders inside each other, however long their path becomes. Returns that path.
    func nest(_ name: String, times: Int) throws -> String {
        var parent = unsafe open(path, O_RDONLY | O_DIRECTORY)
        defer { close(parent) }
        for _ in 0..<times {
            guard unsafe mkdirat(parent, name, 0o700) == 0 else { throw CocoaError(.fileWriteUnknown) }
            let child = unsafe openat(parent, name, O_RDONLY | O_DIRECTORY)
            close(parent)
            parent = child
        }
        return path + String(repeating: "/" + name, count: times)
    }

    /// A tenth of a second of a 16-bit mono sine; another `pitch` is another sound.
    @discardableResult
    func sound(_ name: String, pitch: Double) throws -> String {
        let folder = file(name).split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/" + folder, withIntermediateDirectories: true)
        let samples = (0..<2_205).map { Int16(12_000 * sin(2 * Double.pi * pitch * Double($0) / 22_050)) }
        func four(_ number: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        func two(_ number: Int) -> [UInt8] { Array(four(number).prefix(2)) }
        var bytes = Array("RIFF".utf8) + four(36 + samples.count * 2) + Array("WAVEfmt ".utf8) + four(16) + two(1)
        bytes += two(1) + four(22_050) + four(44_100) + two(2) + two(16) + Array("data".utf8) + four(samples.count * 2)
        bytes += samples.flatMap { two(Int($0)) }
        return try write(name, bytes: bytes)
    }

    @discardableResult
    func write(_ name: String, bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}
