import CSndfile

extension AudioReader {
    /// Refuses a file whose header promises audio that is not there. Compressed streams that only estimate their length
    /// (Ogg, MP3) are taken as they are.
    func requireComplete(decoded: Int) throws(AudioFileError) {
        guard format.container != .ogg, format.container != .mp3 else { return }
        let promised = max(format.frames, promisedFrames() ?? 0)
        if decoded < promised { throw .truncated(frames: decoded, promised: promised) }
    }

    /// About how many frames the header gives the audio by its size, when the file is shorter than that. libsndfile quietly cuts
    /// such a file to what is there and only its log tells: `data : 176400 (should be 39920)`.
    private func promisedFrames() -> Int? {
        for line in openingLog().split(separator: "\n") {
            let words = line.split(whereSeparator: { " :()".contains($0) })
            guard let correction = words.firstIndex(of: "should"), correction > 0, correction + 2 < words.count,
                let name = words.first, ["data", "SSND", "Data"].contains(name),
                let promised = Int(words[correction - 1]), let present = Int(words[correction + 2]), present > 0
            else { continue }
            // Programs that write to a pipe cannot know the size and write the largest.
            guard promised > present, promised < Self.unknownSize else { return nil }
            // An AIFF's chunk begins with eight bytes of offset and block size.
            let head = name == "SSND" ? 8 : 0
            guard present > head else { return nil }
            return Int((Double(promised - head) / Double(present - head) * Double(format.frames)).rounded())
        }
        return nil
    }

    private static let unknownSize = 0x7FFF_0000

    private func openingLog() -> String {
        var log = [CChar](repeating: 0, count: 16_384)
        let length = unsafe sf_command(handle, Int32(SFC_GET_LOG_INFO), &log, Int32(log.count))
        let bytes = log.prefix(max(0, min(log.count, Int(length)))).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
