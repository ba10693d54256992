import AudioAnalysis
import Foundation
import Hummingbird
import NIOCore
import NIOPosix

/// A sound as it is sent: the file itself when a browser plays it, else the same audio as WAV.
struct SoundFile: Sendable {
    let path: String
    let mediaType: String
    /// Bytes of the whole.
    let size: Int
    /// Another one when the file is written again, or another is put in its place.
    let version: String
    private let isTranscoded: Bool

    /// Looks at the file, on a thread that may block.
    static func open(path: String) async throws -> SoundFile {
        try await NIOThreadPool.singleton.runIfActive { try SoundFile(path: path) }
    }

    private init(path: String) throws {
        self.path = path
        let playable = try AudioReader.browserMediaType(path: path)
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw AudioFileError.missing }
        version = "\(status.st_ino)-\(status.st_mtim.tv_sec)-\(status.st_mtim.tv_nsec)"
        if let playable {
            mediaType = playable
            size = Int(status.st_size)
            isTranscoded = false
        } else {
            mediaType = "audio/wav"
            size = try WAVTranscoder(path: path).contentLength
            isTranscoded = true
        }
    }

    /// A body with these bytes, read while they are sent.
    func body(_ range: ClosedRange<Int>, scope: RequestScope) async throws -> ResponseBody {
        guard isTranscoded else { return try await FileIO().loadFile(path: path, range: range, context: scope) }
        return ResponseBody(contentLength: range.count) { [path] writer in
            for start in stride(from: range.lowerBound, through: range.upperBound, by: Self.block) {
                let part = start..<min(start + Self.block, range.upperBound + 1)
                let bytes = try await NIOThreadPool.singleton.runIfActive {
                    var transcoder = try WAVTranscoder(path: path)
                    return try transcoder.bytes(in: part)
                }
                try await writer.write(ByteBuffer(bytes: bytes))
            }
            try await writer.finish(nil)
        }
    }

    /// Bytes transcoded at a time.
    private static let block = 256 << 10
}
