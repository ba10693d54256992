/// What the judges of tempo, key, role and form weigh, before any weight: for fitting those weights and for finding out why
/// something was misheard.
package struct AnalysisMeasures: Codable, Hashable, Sendable {
    package struct Tempo: Codable, Hashable, Sendable {
        /// Beats per minute.
        package var bpm: Double
        package var values: [Double]
    }

    /// Of every candidate tempo.
    package var tempi: [Tempo]
    /// Fourteen chromas of twelve pitch classes from C.
    package var key: [[Double]]
    package var role: [Double]
    package var form: [Double]

    /// Listens to the file at `path`.
    package init(path: String) throws(AudioFileError) {
        let sound = HeardSound(try Listening(path: path))
        tempi = sound.tempo.candidates.map { Tempo(bpm: $0.bpm, values: $0.measures) }
        key = sound.keyCues.inOrder
        role = sound.roleMeasures.values
        form = sound.formMeasures.values
    }
}
