import AudioAnalysis
import Library
import Music
import Ranking

extension Sound {
    /// Tags below this confidence are not kept: ranking takes a tag for a fact, however sure it is.
    private static let tagFloor = 0.5

    /// A library entry for what was heard in a file.
    init(_ audio: AnalysedAudio, file: SoundFile, addedAt: UnixTime) {
        let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
        let sure = audio.tags.filter { $0.confidence >= Self.tagFloor }
        let tags = Set(sure.map(\.value))
        let facts = SampleFacts(
            id: SampleID(audio.identity), name: name, path: file.path, pack: file.pack, role: audio.role,
            durationSeconds: audio.durationSeconds, tempo: audio.tempo, key: audio.key, tags: tags.sorted(),
            energy: audio.energy, loudnessLUFS: audio.loudnessLUFS, addedAt: addedAt,
            embedding: audio.fingerprint.isEmpty ? nil : .fingerprint)
        self.init(
            facts: facts, vector: audio.fingerprint, sampleRate: audio.sampleRate, channels: audio.channels,
            frames: audio.frames, truePeakDB: audio.truePeakDB,
            tagConfidences: Dictionary(sure.map { ($0.value, $0.confidence) }, uniquingKeysWith: max))
    }
}
