import Foundation

/// One diagram of a picture: a frame, a title, axes with ticks and units.
struct Panel {
    let box: Box
    let title: String
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>

    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (self.across(x), self.up(y)) }

    func across(_ value: Double) -> Double {
        box.x + (value - x.lowerBound) / (x.upperBound - x.lowerBound) * box.width
    }

    func up(_ value: Double) -> Double {
        box.bottom - (min(max(value, y.lowerBound), y.upperBound) - y.lowerBound) / (y.upperBound - y.lowerBound)
            * box.height
    }

    /// Draws title, frame and the ticks of the value axis. What the diagram shows comes on top.
    func drawFrame(on canvas: borrowing Canvas, yLabel: String, yTicks: [(Double, String)]) {
        canvas.text(title, x: box.x, y: box.y - 10, size: 14, bold: true)
        for (value, label) in yTicks {
            canvas.line([(box.x, up(value)), (box.right, up(value))], .grid)
            canvas.text(label, x: box.x - 8, y: up(value) + 4, size: 11, .faint, align: .right)
        }
        canvas.text(yLabel, x: box.x - 8, y: box.y - 10, size: 11, .faint, align: .right)
        canvas.line(
            [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom), (box.x, box.y)], .frame)
    }

    /// Ticks of a time axis, in seconds.
    func drawTime(on canvas: borrowing Canvas) {
        let length = x.upperBound - x.lowerBound
        let steps = [
            0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 300, 600, 1_800, 3_600,
        ]
        let step = steps.first { length / $0 <= 11 } ?? 7_200
        let digits = step < 0.01 ? 3 : step < 0.1 ? 2 : step < 1 ? 1 : 0
        for tick in stride(from: 0, through: x.upperBound * (1 + 1e-9), by: step) {
            canvas.line([(across(tick), box.bottom), (across(tick), box.bottom + 4)], .frame)
            let label = Self.number(tick, digits: digits)
            canvas.text(label, x: across(tick), y: box.bottom + 17, size: 11, .faint, align: .centre)
        }
        canvas.text("time, s", x: box.right, y: box.bottom + 31, size: 11, .faint, align: .right)
    }

    /// A number for a tick.
    static func number(_ value: Double, digits: Int = 0) -> String {
        digits == 0 ? "\(Int(value.rounded()))" : TextColumns.fixed(value, digits: digits)
    }
}
