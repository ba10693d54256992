import Music
import Testing

@Suite("Keys as people write them")
struct KeyTextTests {
    @Test(
        "every accepted spelling names its key",
        arguments: [
            ("A minor", 21), ("Am", 21), ("a min", 21), ("a-minor", 21), ("A_Minor", 21), ("AMIN", 21), ("8A", 21),
            ("8a", 21),
            ("1m", 21), ("C", -1), ("C major", 0), ("Cmaj", 0), ("CM", 0), ("8B", 0), ("1d", 0), ("F#m", 18),
            ("F♯ minor", 18),
            ("F sharp minor", 18), ("Gbm", 18), ("Gb major", 6), ("F# major", 6), ("A♭ major", 8), ("A flat minor", 20),
            ("Cb major", 11), ("E# minor", 17), ("bb minor", 22), ("bm", 23), ("4m", 18), ("4d", 9), ("12B", 4),
            ("1A", 20),
            ("C ionian", 0), ("A aeolian", 21), ("A natural minor", 21), (" d  minor ", 14),
        ])
    func spellings(_ text: String, _ index: Int) throws {
        if index < 0 {
            #expect(try KeyText.parse(text) == .tonic(PitchClass(0)))
        } else {
            #expect(try Key(parsing: text) == Key(index: index))
        }
    }

    @Test(
        "a tonic alone asks for its mode",
        arguments: [("A", 9), ("b", 11), ("Bb", 10), ("A♭", 8), ("f#", 6), ("F sharp", 6)])
    func tonic(_ text: String, _ semitone: Int) throws {
        #expect(try KeyText.parse(text) == .tonic(PitchClass(semitone)))
        #expect(throws: KeyParseError.missingMode(PitchClass(semitone))) { try Key(parsing: text) }
    }

    @Test(
        "anything else is refused by name",
        arguments: [
            "", " ", "H major", "0A", "13B", "8C", "A minorish", "minor", "128", "A#b minor", "8", "-1A", "A mnior",
            "Ammm", "é",
        ])
    func refusals(_ text: String) {
        #expect(throws: KeyParseError.unknown(text)) { try KeyText.parse(text) }
    }

    @Test("every letter with every accidental, of ASCII or Unicode, names its pitch in every mode")
    func everySpelling() throws {
        let letters: [(String, Int)] = [("C", 0), ("D", 2), ("E", 4), ("F", 5), ("G", 7), ("A", 9), ("B", 11)]
        let accidentals: [(String, Int)] = [
            ("", 0), ("#", 1), ("♯", 1), (" sharp", 1), ("b", -1), ("♭", -1), (" flat", -1), ("##", 2), ("♯♯", 2),
            ("x", 2),
            ("𝄪", 2), ("bb", -2), ("♭♭", -2), ("𝄫", -2),
        ]
        for (letter, natural) in letters {
            for (accidental, shift) in accidentals {
                let tonic = PitchClass(natural + shift)
                for mode in Mode.allCases {
                    for text in [
                        "\(letter)\(accidental) \(mode.rawValue)",
                        "\(letter.lowercased())\(accidental)\(mode.rawValue)",
                    ] {
                        #expect(try Key(parsing: text) == Key(tonic: tonic, mode: mode), "\(text)")
                    }
                }
                #expect(try KeyText.parse(letter + accidental) == .tonic(tonic))
            }
        }
    }

    @Test(
        "enharmonic spellings are one key",
        arguments: [
            ("Cb major", "B major"), ("E# minor", "F minor"), ("B# major", "C major"), ("Fb minor", "E minor"),
            ("Fx minor", "G minor"), ("Abb major", "G major"), ("G♭ lydian", "F♯ lydian"),
        ])
    func enharmonics(_ text: String, _ other: String) throws {
        #expect(try Key(parsing: text) == Key(parsing: other))
    }

    @Test("every value of the vocabulary is written and read back")
    func vocabulary() {
        for mode in Mode.allCases {
            #expect(Mode(parsing: mode.rawValue) == mode && Mode(rawValue: mode.rawValue) == mode)
        }
        for policy in KeyPolicy.allCases { #expect(KeyPolicy(rawValue: policy.rawValue) == policy) }
        for relation in KeyRelation.allCases { #expect(KeyRelation(rawValue: relation.rawValue) == relation) }
        for relation in TempoRelation.allCases { #expect(TempoRelation(rawValue: relation.rawValue) == relation) }
        for role in Role.allCases { #expect(Role(rawValue: role.rawValue) == role) }
        for index in 0..<24 { #expect(Key(index: index)?.index == index) }
        for text in [" Deep   House ", "DARK", "é\u{301}t\u{e9}"] {
            #expect(Tag(text).flatMap { Tag($0.text) } == Tag(text))
        }
    }

    @Test("every key's name, Camelot and Open Key code read back as the key")
    func roundTrip() throws {
        for semitone in 0..<12 {
            for mode in Mode.allCases {
                let key = Key(tonic: PitchClass(semitone), mode: mode)
                #expect(try Key(parsing: key.name) == key, "\(key.name)")
                #expect(try Key(parsing: key.camelot) == key.parent)
                #expect(try Key(parsing: key.openKey) == key.parent)
            }
        }
    }

    @Test(
        "names are spelled as musicians spell them",
        arguments: [
            ("D# major", "Eb major"), ("G# major", "Ab major"), ("A# minor", "Bb minor"), ("Db minor", "C# minor"),
            ("Gb major", "F# major"), ("D# minor", "Eb minor"), ("Ab minor", "G# minor"), ("Bb dorian", "Bb dorian"),
        ])
    func spelling(_ text: String, _ name: String) throws {
        #expect(try Key(parsing: text).name == name)
    }

    @Test(
        "the wheel's codes are the usual ones",
        arguments: [
            ("A minor", "8A", "1m"), ("C major", "8B", "1d"), ("F# minor", "11A", "4m"), ("E major", "12B", "5d"),
            ("Ab minor", "1A", "6m"), ("F major", "7B", "12d"),
        ])
    func wheel(_ text: String, _ camelot: String, _ openKey: String) throws {
        let key = try Key(parsing: text)
        #expect(key.camelot == camelot)
        #expect(key.openKey == openKey)
    }

    @Test("a refusal tells a person what to write")
    func sentences() {
        #expect(KeyParseError.unknown("H major").description.contains("Camelot"))
        #expect(KeyParseError.missingMode(PitchClass(9)).description.contains("A minor"))
    }
}
