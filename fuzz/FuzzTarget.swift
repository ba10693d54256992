import AttuneServer
import AudioAnalysis
import Foundation
import Library
import Music
import MusiCNN
import NIOCore
import Ranking
import SampleIndex
import Sessions
import SSEClient
import Streaming
import Telemetry

/// What reads bytes that others wrote.
enum FuzzTarget: String, CaseIterable {
    /// The decoders, the analysis behind them, and what is served of a sound.
    case audio
    /// The words of file and folder names, and keys as people write them.
    case names
    /// Bodies of requests.
    case json
    /// Queries, cursors, headers.
    case queries
    /// Frames of an event stream, as tests and load tools read them.
    case events
    /// Index files.
    case index
    /// Weights of a network.
    case tensors

    /// A target that is ready to take cases.
    struct Ready {
        /// Valid input that cases are made of.
        var seeds: [[UInt8]]
        var feed: ([UInt8]) -> Void
    }

    /// - Parameter folder: for files; nobody else uses it.
    func prepare(in folder: URL) throws -> Ready {
        switch self {
        case .audio: try Self.audio(folder)
        case .names: try Self.names(folder)
        case .json: Ready(seeds: SeedTexts.bodies, feed: Self.json)
        case .queries: Ready(seeds: SeedTexts.queries, feed: Self.queries)
        case .events: Ready(seeds: SeedTexts.events, feed: Self.events)
        case .index: try Self.index(folder)
        case .tensors: try Self.tensors(folder)
        }
    }

    private static func audio(_ folder: URL) throws -> Ready {
        let path = folder.appending(path: "sound_120bpm_Am.wav").path
        return Ready(seeds: try SeedSounds.all(in: folder)) { bytes in
            try? Data(bytes).write(to: URL(filePath: path))
            _ = try? AudioAnalyser().analyse(path: path)
            _ = try? Waveform.peaks(path: path, points: 100)
            _ = try? MonoWindows(path: path, rate: 16_000, seconds: 1, count: 3)
            serve(path)
        }
    }

    /// As the service sends a sound in ranges.
    private static func serve(_ path: String) {
        guard var transcoder = try? WAVTranscoder(path: path) else { return }
        let length = transcoder.contentLength
        for range in [0..<1_000, length / 2..<length / 2 + 1_000, max(0, length - 100)..<length] {
            _ = try? transcoder.bytes(in: range)
        }
    }

    private static func names(_ folder: URL) throws -> Ready {
        let sound = try SeedSounds.short(in: folder).path
        return Ready(seeds: SeedTexts.names) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            _ = try? AudioAnalyser().analyse(path: sound, folders: text.split(separator: "/").map(String.init))
            for word in text.split(separator: "_") { _ = try? KeyText.parse(word) }
            _ = Tag(text)
        }
    }

    private static func json(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(jsonBytes: bytes) else { return }
        _ = try? ContextUpdate(parsing: json, receivedAt: UnixTime(0))
        _ = try? Correction(parsing: json)
        _ = try? Experiment(named: "fuzz", parsing: json)
        _ = try? SequenceWish(parsing: json)
        _ = try? TelemetryBatch.events(parsing: json, receivedAt: UnixTime(0))
        // What was read can be written, and reads the same.
        if let again = try? JSONValue(jsonText: json.jsonText) { precondition(again == json) }
    }

    private static func queries(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        _ = try? SampleQuery(parsing: text)
        _ = FeedCursor(text)
        _ = Accepted(text)
    }

    private static func events(_ bytes: [UInt8]) {
        var decoder = SSEDecoder(eventLimit: 1 << 16)
        // In two pieces, wherever the cut falls.
        let cut = bytes.count / 2
        _ = try? decoder.decode(ByteBuffer(bytes: bytes[..<cut]), at: .uptimeNanoseconds(0))
        _ = try? decoder.decode(ByteBuffer(bytes: bytes[cut...]), at: .uptimeNanoseconds(1))
    }

    private static func index(_ folder: URL) throws -> Ready {
        let path = folder.appending(path: "index").path
        return Ready(seeds: [try SeedIndex.bytes(in: folder)]) { bytes in
            try? Data(bytes).write(to: URL(filePath: path))
            _ = try? IndexSnapshot(opening: path)
        }
    }

    private static func tensors(_ folder: URL) throws -> Ready {
        let prefix = folder.appending(path: "weights").path
        try Data(repeating: 0, count: 64).write(to: URL(filePath: prefix + ".data-00000-of-00001"))
        return Ready(seeds: SeedTable.blocks) { bytes in
            try? Data(SeedTable.table(of: bytes)).write(to: URL(filePath: prefix + ".index"))
            _ = try? TensorBundle(prefix: prefix).tensor("w", shape: [2, 2])
        }
    }
}
