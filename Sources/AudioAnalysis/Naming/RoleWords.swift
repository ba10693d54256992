import Music

/// The words that name what a sample does.
enum RoleWords {
    /// Role and how telling the word is: a kick is a kick, while `hit` says little.
    static let roles: [String: (role: Role, weight: Double)] = {
        let groups: [(Role, Double, String)] = [
            (
                .drums, 0.95,
                "kick kicks kik snare snares hat hats hihat hihats hh clap claps breakbeat breakbeats amen bd sn sd"
            ),
            (.drums, 0.93, "cymbal cymbals crash tom toms rim rimshot sidestick"),
            (
                .drums, 0.9,
                "drum drums drumloop drumloops drumkit break breaks kit beat beats groove grooves tops fill fills ride"
            ),
            (
                .percussion, 0.92,
                "perc percs percussion shaker shakers conga congas bongo bongos tabla tambourine cowbell"
            ),
            (.percussion, 0.92, "woodblock clave claves djembe guiro cabasa timbale timbales snap snaps"),
            (.bass, 0.92, "bass basses bassline basslines sub subs reese 808 808s"),
            (.vocal, 0.95, "vox vocal vocals voice voices acapella acappella choir chant chants adlib adlibs"),
            (.pad, 0.9, "pad pads drone drones ambi ambient atmos atmosphere atmospheres texture textures soundscape"),
            (.pad, 0.8, "string strings"),
            (.chords, 0.9, "chord chords stab stabs"),
            (.chords, 0.75, "piano rhodes keys organ guitar guitars guit epiano wurli wurlitzer"),
            (.melody, 0.9, "melody melodies melodic lead leads arp arps arpeggio pluck plucks riff riffs hook topline"),
            (.melody, 0.75, "flute sax saxophone trumpet violin cello kalimba marimba bell bells synth synths"),
            (
                .fx, 0.92,
                "fx sfx riser risers uplifter downlifter downer sweep sweeps whoosh woosh swoosh foley transition"
            ),
            (.fx, 0.85, "impact impacts noise glitch glitches vinyl scratch scratches robot reverse siren laser"),
            (
                .fx, 0.85,
                "phone telephone radio alarm beep beeps bleep bleeps zap zaps explosion rewind backspin hiss crackle"
            ),
            (.fx, 0.8, "bird birds crow animal crowd laugh scream burp rain thunder"),
        ]
        var table: [String: (role: Role, weight: Double)] = [:]
        for (role, weight, words) in groups {
            for word in words.split(separator: " ") { table[String(word)] = (role, weight) }
        }
        return table
    }()

    private static let loopWords: Set<String> = ["loop", "loops", "drumloop", "drumloops", "looped"]
    private static let hitWords: Set<String> = ["oneshot", "oneshots", "shot", "shots", "hit", "hits"]

    /// Roles that play notes.
    static let pitched: Set<Role> = [.bass, .chords, .melody, .pad, .vocal]

    /// The most telling role word; of equals the last, since English puts the head of a compound last.
    static func find(in words: NameWords) -> (role: Role, weight: Double)? {
        let stems = words.stems
        var best: (role: Role, weight: Double)?
        for (i, stem) in stems.enumerated() {
            guard var found = roles[stem] ?? roles[words.lower[i]] else { continue }
            let before = i > 0 ? stems[i - 1] : ""
            let after = i + 1 < stems.count ? stems[i + 1] : ""
            // A bass drum is a drum, whichever way round.
            if found.role == .bass, isDrum(before) || isDrum(after) { found = (.drums, 0.9) }
            // "Drum and bass" is a genre.
            if ["and", "n"].contains(after) && stems.dropFirst(i + 2).first == "bass" { continue }
            if ["and", "n"].contains(before) && i > 1 && isDrum(stems[i - 2]) { continue }
            if found.weight >= best?.weight ?? 0 { best = found }
        }
        return best
    }

    static func form(in words: NameWords) -> AnalysedAudio.Form? {
        let stems = words.stems
        if stems.contains(where: loopWords.contains) { return .loop }
        if stems.contains(where: hitWords.contains) { return .oneShot }
        return nil
    }

    private static func isDrum(_ word: String) -> Bool { word == "drum" || word == "drums" || word == "kick" }
}
