/// Listens to one file: decodes it once, in blocks, and says what it is and how sure that is.
///
/// Memory is bounded for any length: identity, loudness and peaks stream; tempo, key and fingerprint come from at most a
/// minute of audio. Every fact is resolved in the order embedded metadata → names → analysis.
public struct AudioAnalyser: Sendable {
    /// Values in ``AnalysedAudio/fingerprint``.
    public static let fingerprintDimension = Fingerprint.dimension

    public init() {}

    /// Analyses the file at `path`.
    ///
    /// - Parameter folders: names of the folders that lead to it, outermost first, whose words may name role, tempo, key or
    ///   mood. `nil` takes the two innermost folders of the path.
    public func analyse(path: String, folders: [String]? = nil) throws(AudioFileError) -> AnalysedAudio {
        let listening = try Listening(path: path)
        let components = path.split(separator: "/").map(String.init)
        let name = components.last ?? path
        let words = NameFacts(fileName: name, folders: folders ?? Array(components.dropLast().suffix(2)))
        return Judgement(listening: listening, names: words).audio
    }

    /// ``AnalysedAudio/identity`` of the file at `path`, decoded but not analysed. Throws what ``analyse(path:folders:)`` would.
    public func identity(path: String) throws(AudioFileError) -> String {
        var reader = try AudioReader(path: path)
        var hash = AudioHash(format: reader.format)
        var block = [Float](repeating: 0, count: Listening.blockCount(of: reader.format))
        var frames = 0
        while true {
            let count = try reader.read(into: &block)
            guard count > 0 else { break }
            try Listening.requireFinite(block, frames: count, channels: reader.format.channels, offset: frames)
            hash.add(block, count: count * reader.format.channels)
            frames += count
        }
        guard frames > 0 else { throw .noAudio }
        try reader.requireComplete(decoded: frames)
        return hash.finish()
    }
}
