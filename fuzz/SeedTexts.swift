/// Valid text that cases are made of.
enum SeedTexts {
    static let bodies = bytes([
        #"{"session_id": "song-42", "context": {"bpm": 128, "key": "A minor", "mood_tags": ["dark", "warm"], "energy": 0.5}}"#,
        #"{"session_id": "s", "version": 7, "idempotency_key": "k", "context": {"bpm": null, "key": {"tonic": "F#"}}}"#,
        #"{"bpm": 137.5, "key": "8A", "role": "drums", "moods": ["dark"]}"#,
        #"{"salt": "x", "enabled": true, "traffic": 0.5, "arms": [{"name": "a", "mode": "fusion", "weight": 1}]}"#,
        #"{"seeds": ["id"], "length": 8, "energy": "rise", "locked": {"2": "id"}}"#,
        #"""
        {"events": [{"event_id": "e-1", "event": "recommendation.accept", "set_id": "S", "sample_id": "I", "rank": 1,
        "occurred_at": "2026-01-01T12:00:00.5+02:00", "session_id": "demo", "dwell_ms": 5, "metadata": {"a": [1, "\u00e9"]}}]}
        """#,
        #"[[[[[[[[[[1e308, -0.0, 1E-400, true, false, null, "\ud83e\udd41\n\"\\/"]]]]]]]]]]"#,
    ])

    static let queries = bytes([
        "limit=50&after=abc&q=dark%20kick&bpm=128.5&key=A%20minor&role=drums",
        "session_id=song-42&top_k=10&mode=fusion",
        "k3ZbQ9xA-18422", "00000000-18446744073709551615", "text/event-stream;q=0.9, application/x-ndjson, */*;q=0.1",
    ])

    static let events = bytes([
        "retry: 2000\n\nid: k3ZbQ9xA-1\nevent: hello\ndata: {\"a\": 1}\n\n: still here\n\ndata: one\r\ndata: two\r\n\r\n",
        "\u{FEFF}data\n\ndata:\n\nid\n\nevent: x\rdata: y\r\r",
    ])

    static let names = bytes([
        "Deep House Pack/Bass Loops/bass_loop_128bpm_Am_dark.wav", "Kick_04_[F#min]_174 BPM (wet).wav",
        "8A_140_pad.aif",
        "日本語/ドラム_120.wav", "vox-chop.Cmaj7#11.90.00bpm.flac", "C♯m E♭ Dbmaj H-Dur 12B 1m_1d",
    ])

    private static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
