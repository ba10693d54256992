import AudioAnalysis
import Foundation
import Music

/// `attune inspect --plot`: what is heard in a sound, as one picture. Waveform and onset strength stand over the same beat
/// grid; below are the notes that sound and how probable each key is.
struct InspectionPlot {
    let name: String
    let report: InspectionReport
    let audio: AnalysedAudio
    let peaks: [Waveform.Peak]
    let outline: SoundOutline

    private static let (width, height) = (1_200, 1_010)
    private static let left = 76.0
    private static let right = 1_172.0
    private static let noteNames = ["C", "D♭", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"]

    /// How many peaks a waveform should have.
    static let points = 1_096

    /// Draws the picture and writes it. Returns what went wrong, if anything.
    func write(to path: String) -> String? {
        let canvas = Canvas(width: Self.width, height: Self.height, background: .paper)
        drawFacts(on: canvas)
        drawWaveform(on: canvas)
        drawOnsets(on: canvas)
        drawChroma(on: canvas)
        drawKeys(on: canvas)
        return canvas.write(to: path)
    }

    private func drawFacts(on canvas: borrowing Canvas) {
        canvas.text(name, x: 24, y: 38, size: 22, bold: true, room: Self.right - 24)
        canvas.text(report.containerText, x: 24, y: 60, size: 13, .faint)
        var y = 88.0
        // Tags stand in one row; what is sure of them is said in the terminal.
        let facts = report.factRows.prefix { $0.label != "tag" }
        let tags = report.tags.map { "\($0.value) (\(Int((100 * $0.confidence).rounded())) %, \($0.source))" }
        let rest = [
            tags.isEmpty ? nil : ("tags", tags.joined(separator: ", ")),
            report.disagreements.isEmpty ? nil : ("but", report.disagreements.joined(separator: " ")),
        ].compactMap { $0 }
        for row in facts {
            canvas.text(row.label, x: 24, y: y, size: 13, .faint)
            canvas.text(row.value, x: 110, y: y, size: 13, bold: true, room: 170)
            canvas.text(row.confidence, x: 340, y: y, size: 13, align: .right)
            canvas.text(row.source, x: 356, y: y, size: 13, .faint)
            canvas.text(row.rest, x: 450, y: y, size: 13, .faint, room: Self.right - 450)
            y += 20
        }
        for (label, text) in rest {
            canvas.text(label, x: 24, y: y, size: 13, .faint)
            canvas.text(text, x: 110, y: y, size: 13, label == "but" ? .vermillion : .text, room: Self.right - 110)
            y += 20
        }
    }

    /// Beats of the stated tempo, in seconds; every fourth begins a bar.
    private var beats: [Double] {
        guard let bpm = audio.tempo?.value, outline.isWhole else { return [] }
        return Array(stride(from: outline.firstBeat, to: outline.seconds, by: 60 / bpm).prefix(512))
    }

    private func drawBeats(_ panel: Panel, on canvas: borrowing Canvas) {
        for (number, beat) in beats.enumerated() {
            let isBar = number % 4 == 0
            canvas.line(
                [panel.place(beat, panel.y.lowerBound), panel.place(beat, panel.y.upperBound)], .orange,
                width: isBar ? 2 : 1, dashed: !isBar)
        }
    }

    private func drawWaveform(on canvas: borrowing Canvas) {
        let panel = Panel(
            box: Box(x: Self.left, y: 236, width: Self.right - Self.left, height: 150), title: "Waveform",
            x: 0...max(audio.durationSeconds, 1e-6), y: -1...1)
        panel.drawFrame(on: canvas, yLabel: "of full scale", yTicks: [(-1, "−1"), (0, "0"), (1, "1")])
        drawBeats(panel, on: canvas)
        for (index, peak) in peaks.enumerated() {
            let x = panel.box.x + (Double(index) + 0.5) / Double(peaks.count) * panel.box.width
            let width = max(1, panel.box.width / Double(peaks.count))
            canvas.line(
                [(x, panel.up(Double(peak.min)) + 0.5), (x, panel.up(Double(peak.max)) - 0.5)], .blue, width: width)
        }
        panel.drawTime(on: canvas)
    }

    private func drawOnsets(on canvas: borrowing Canvas) {
        let highest = Double(outline.onsetStrength.max() ?? 0)
        let step = [1.0, 2, 5, 10, 20].first { highest / $0 <= 4 } ?? 40
        let top = max(step, (highest / step).rounded(.up) * step)
        let title =
            outline.isWhole ? "Onset strength" : "Onset strength of the analysed excerpts, laid end to end"
        let panel = Panel(
            box: Box(x: Self.left, y: 464, width: Self.right - Self.left, height: 150), title: title,
            x: 0...max(outline.seconds, 1e-6), y: 0...top)
        let ticks = stride(from: 0, through: top, by: step).map { ($0, Panel.number($0)) }
        panel.drawFrame(on: canvas, yLabel: "rise, dB", yTicks: ticks)
        drawBeats(panel, on: canvas)
        let curve = outline.onsetStrength.enumerated().map { frame, value in
            panel.place(Double(frame) / outline.framesPerSecond, Double(value))
        }
        canvas.line(curve, .blue, width: 1.5)
        for onset in outline.onsets {
            let frame = min(outline.onsetStrength.count - 1, Int((onset * outline.framesPerSecond).rounded()))
            let (x, y) = panel.place(onset, Double(outline.onsetStrength[frame]))
            canvas.fill(Box(x: x - 3, y: y - 3, width: 6, height: 6), .vermillion)
        }
        panel.drawTime(on: canvas)
        drawLegend(under: panel, on: canvas)
    }

    private func drawLegend(under panel: Panel, on canvas: borrowing Canvas) {
        let y = panel.box.bottom + 31
        var x = panel.box.x
        canvas.fill(Box(x: x, y: y - 8, width: 6, height: 6), .vermillion)
        canvas.text("onset", x: x + 12, y: y, size: 11, .faint)
        x += 70
        if let bpm = audio.tempo?.value, !beats.isEmpty {
            canvas.line([(x, y - 4), (x + 22, y - 4)], .orange, width: 2)
            canvas.text("bar of four", x: x + 28, y: y, size: 11, .faint)
            x += 112
            canvas.line([(x, y - 4), (x + 22, y - 4)], .orange, dashed: true)
            canvas.text(
                "beat at \(TextColumns.fixed(bpm, digits: 1)) BPM, counted from the first onset", x: x + 28, y: y,
                size: 11,
                .faint)
        } else {
            let why = report.noBpm ?? "the excerpts do not lie on one grid"
            canvas.text("no beat grid: \(why)", x: x, y: y, size: 11, .faint)
        }
    }

    private func drawChroma(on canvas: borrowing Canvas) {
        let top = max(0.1, ((outline.chroma.max() ?? 0) * 10).rounded(.up) / 10)
        let panel = Panel(
            box: Box(x: Self.left, y: 706, width: 400, height: 230), title: "Chroma: which notes sound", x: 0...12,
            y: 0...top)
        let ticks = stride(from: 0, through: top + 1e-9, by: top > 0.35 ? 0.2 : 0.1).map {
            ($0, Panel.number($0 * 100))
        }
        panel.drawFrame(on: canvas, yLabel: "share, %", yTicks: ticks)
        for (note, share) in outline.chroma.enumerated() {
            let x = panel.across(Double(note) + 0.15)
            let y = panel.up(share)
            canvas.fill(Box(x: x, y: y, width: panel.box.width / 12 * 0.7, height: panel.box.bottom - y), .blue)
            canvas.text(
                Self.noteNames[note], x: panel.across(Double(note) + 0.5), y: panel.box.bottom + 17, size: 12,
                align: .centre)
        }
        if !outline.chroma.contains(where: { $0 > 0 }) { say("nothing pitched is heard", in: panel, on: canvas) }
    }

    private func drawKeys(on canvas: borrowing Canvas) {
        let keys = audio.evidence.keys
        let panel = Panel(
            box: Box(x: 560, y: 706, width: Self.right - 560, height: 230),
            title: "Key: how probable each of the 24 is",
            x: 0...12, y: 0...1)
        let ticks = [0, 0.25, 0.5, 0.75, 1].map { ($0, Panel.number($0 * 100)) }
        panel.drawFrame(on: canvas, yLabel: "%", yTicks: ticks)
        let bar = panel.box.width / 12 * 0.38
        for (number, candidate) in keys.enumerated() {
            let isMinor = candidate.value.mode == .minor
            let x = panel.across(Double(candidate.value.tonic.semitone) + (isMinor ? 0.5 : 0.12))
            let y = panel.up(candidate.probability)
            canvas.fill(
                Box(x: x, y: y, width: bar, height: panel.box.bottom - y), isMinor ? .vermillion : .blue)
            guard number < 2, candidate.probability >= 0.02 else { continue }
            let label = "\(candidate.value.name) \(Int((candidate.probability * 100).rounded())) %"
            canvas.text(
                label, x: min(max(x + bar / 2, panel.box.x + 50), panel.box.right - 50),
                y: max(y - 6, panel.box.y + 14),
                size: 12, bold: number == 0, align: .centre)
        }
        for (note, name) in Self.noteNames.enumerated() {
            canvas.text(name, x: panel.across(Double(note) + 0.5), y: panel.box.bottom + 17, size: 12, align: .centre)
        }
        let y = panel.box.bottom + 38
        canvas.fill(Box(x: panel.box.x, y: y - 9, width: 10, height: 10), .blue)
        canvas.text("major", x: panel.box.x + 16, y: y, size: 11, .faint)
        canvas.fill(Box(x: panel.box.x + 70, y: y - 9, width: 10, height: 10), .vermillion)
        canvas.text("minor", x: panel.box.x + 86, y: y, size: 11, .faint)
        if let why = report.noKey {
            canvas.text(
                "no key is stated: \(why)", x: panel.box.x + 140, y: y, size: 11, .faint, room: panel.box.width - 140)
        }
        if keys.isEmpty { say("nothing pitched is heard", in: panel, on: canvas) }
    }

    private func say(_ text: String, in panel: Panel, on canvas: borrowing Canvas) {
        canvas.text(
            text, x: panel.box.x + panel.box.width / 2, y: panel.box.y + panel.box.height / 2, .faint, align: .centre)
    }
}
