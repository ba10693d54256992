import Engine
import Testing

@Suite struct ProgressLineTests {
    private let progress = ImportProgress(
        done: 50, total: 200, imported: 40, unchanged: 8, skipped: 2, filesPerSecond: 21.34, remainingSeconds: 187,
        current: "Drums/kick.wav")

    @Test("a wide line shows bar, count, rate, time, unchanged, skipped and the name")
    func wide() {
        #expect(
            ProgressLine(progress).render(width: 120)
                == "[███████·······················] 50/200  21.3 files/s  3:07 min left  8 unchanged  2 skipped  Drums/kick.wav"
        )
    }

    @Test("no line is wider than asked", arguments: 0...130)
    func width(_ width: Int) {
        #expect(ProgressLine(progress).render(width: width).count <= width)
    }

    @Test("a narrow line keeps the count")
    func narrow() {
        #expect(ProgressLine(progress).render(width: 12).hasSuffix("50/200"))
    }

    @Test("the ends are right: nothing found, everything done")
    func ends() {
        #expect(ProgressLine(ImportProgress()).render(width: 80).contains("0/0"))
        let done = ImportProgress(done: 3, total: 3, imported: 3, filesPerSecond: 120, remainingSeconds: 0)
        #expect(ProgressLine(done).render(width: 60) == "[██████████████████████████████] 3/3  120 files/s")
    }
}
