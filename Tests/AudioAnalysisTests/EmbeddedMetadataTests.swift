import AudioAnalysis
import Music
import Testing

@Suite struct EmbeddedMetadataTests {
    let folder: SoundFolder

    init() throws { folder = try SoundFolder() }

    /// Appends an `acid` chunk (24 bytes: flags, root note, two reserved, beats, meter, tempo) to a WAV.
    private func acid(flags: UInt32, root: UInt16, beats: UInt32, tempo: Float, samples: [Float]) throws -> String {
        func four(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        func two(_ number: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)] }
        var bytes = try SoundFolder.bytes(folder.write("plain.wav", samples))
        bytes += Array("acid".utf8) + four(24) + four(flags) + two(root) + two(0x8000) + four(0) + four(beats)
        bytes += two(4) + two(4) + four(tempo.bitPattern)
        bytes.replaceSubrange(4..<8, with: four(UInt32(bytes.count - 8)))
        return try folder.write("acid_99bpm.wav", bytes: bytes)
    }

    @Test("an ACID chunk's tempo and root come before the name")
    func acidChunk() throws {
        let loop = Signals.cadence(tonic: 57, minor: true, seconds: 0.5)
        let path = try acid(flags: 2, root: 57, beats: 4, tempo: 120, samples: loop)
        let audio = try AudioAnalyser().analyse(path: path, folders: [])
        #expect(audio.tempo?.value == 120)
        #expect(audio.tempo?.source == .embedded)
        #expect(audio.key?.value == Key(tonic: PitchClass(9), mode: .minor))
        #expect(audio.key?.source == .embedded)
    }

    @Test("a chunk that says one-shot, or 120 by default, is not believed")
    func notBelieved() throws {
        let hit = Signals.noise(seconds: 0.31)
        let oneShot = try AudioAnalyser().analyse(path: acid(flags: 1, root: 0, beats: 4, tempo: 90, samples: hit))
        #expect(oneShot.tempo?.source == .name)
        let standard = try AudioAnalyser().analyse(path: acid(flags: 0, root: 0, beats: 9, tempo: 120, samples: hit))
        #expect(standard.tempo?.source == .name)
    }

    @Test("a genre tag becomes a tag")
    func genre() throws {
        let path = try folder.write("g.flac", Signals.noise(seconds: 0.3), format: .flac, genre: "Deep House")
        #expect(try AudioAnalyser().analyse(path: path).tags.first?.value == Tag("deep house"))
    }
}
