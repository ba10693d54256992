import CSndfile

/// What ACID, Apple loop and sampler chunks and text tags inside the file say, as plain values.
struct EmbeddedMetadata: Hashable, Sendable {
    /// Beats per minute of a loop chunk.
    var bpm: Double?
    /// Beats of a loop chunk.
    var beats: Int?
    /// MIDI note number of the root, 1…127.
    var rootNote: Int?
    var genre: String?

    init(bpm: Double? = nil, beats: Int? = nil, rootNote: Int? = nil, genre: String? = nil) {
        self.bpm = bpm
        self.beats = beats
        self.rootNote = rootNote
        self.genre = genre
    }
}

extension AudioReader {
    /// Reads the chunks; absent or meaningless values are `nil`.
    func embeddedMetadata() -> EmbeddedMetadata {
        var metadata = EmbeddedMetadata()
        var loop = SF_LOOP_INFO()
        let loopSize = Int32(MemoryLayout<SF_LOOP_INFO>.size)
        if unsafe sf_command(handle, Int32(SFC_GET_LOOP_INFO), &loop, loopSize) == SF_TRUE,
            loop.loop_mode != SF_LOOP_NONE
        {
            if loop.bpm.isFinite, (20...400).contains(loop.bpm) { metadata.bpm = Double(loop.bpm) }
            if loop.num_beats > 0 { metadata.beats = Int(loop.num_beats) }
            if (1...127).contains(loop.root_key) { metadata.rootNote = Int(loop.root_key) }
        }
        var instrument = SF_INSTRUMENT()
        let instrumentSize = Int32(MemoryLayout<SF_INSTRUMENT>.size)
        if metadata.rootNote == nil,
            unsafe sf_command(handle, Int32(SFC_GET_INSTRUMENT), &instrument, instrumentSize) == SF_TRUE
        {
            // 60 is what samplers write when nobody chose a note.
            let note = Int(instrument.basenote)
            if (1...127).contains(note), note != 60 { metadata.rootNote = note }
        }
        if let genre = unsafe sf_get_string(handle, Int32(SF_STR_GENRE)) {
            metadata.genre = unsafe String(cString: genre)
        }
        return metadata
    }
}
