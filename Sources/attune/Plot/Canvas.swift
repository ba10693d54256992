import CCairo

/// A picture that is being drawn, in points from the top left: the one owner of a cairo surface and its context.
@safe struct Canvas: ~Copyable {
    let width: Double
    let height: Double
    private let surface: OpaquePointer?
    private let context: OpaquePointer?

    enum Align { case left, centre, right }

    init(width: Int, height: Int, background: Ink) {
        (self.width, self.height) = (Double(width), Double(height))
        // Cairo gives objects that carry their error when memory is short; writing then says so.
        unsafe surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        unsafe context = cairo_create(surface)
        fill(Box(x: 0, y: 0, width: self.width, height: self.height), background)
    }

    deinit {
        unsafe cairo_destroy(context)
        unsafe cairo_surface_destroy(surface)
    }

    func fill(_ box: Box, _ ink: Ink) {
        use(ink)
        unsafe cairo_rectangle(context, box.x, box.y, box.width, box.height)
        unsafe cairo_fill(context)
    }

    func line(_ points: [(x: Double, y: Double)], _ ink: Ink, width: Double = 1, dashed: Bool = false) {
        guard let first = points.first else { return }
        use(ink)
        unsafe cairo_set_line_width(context, width)
        let dashes = [4.0, 3.0]
        unsafe cairo_set_dash(context, dashes, dashed ? 2 : 0, 0)
        unsafe cairo_move_to(context, first.x, first.y)
        for point in points.dropFirst() { unsafe cairo_line_to(context, point.x, point.y) }
        unsafe cairo_stroke(context)
    }

    /// Writes a line of text whose baseline is at `y`, cut to `room` points.
    func text(
        _ text: String, x: Double, y: Double, size: Double = 13, _ ink: Ink = .text, bold: Bool = false,
        align: Align = .left, room: Double = .infinity
    ) {
        unsafe cairo_select_font_face(
            context, "sans-serif", CAIRO_FONT_SLANT_NORMAL, bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
        unsafe cairo_set_font_size(context, size)
        var shown = text
        while measure(shown) > room, shown.count > 1 {
            shown = String(shown.dropLast(shown.hasSuffix("…") ? 2 : 1)) + "…"
        }
        let shift =
            switch align {
            case .left: 0.0
            case .centre: measure(shown) / 2
            case .right: measure(shown)
            }
        use(ink)
        unsafe cairo_move_to(context, x - shift, y)
        unsafe cairo_show_text(context, shown)
    }

    /// Writes the picture as a PNG. Returns what went wrong, in cairo's words.
    func write(to path: String) -> String? {
        let status = unsafe cairo_surface_write_to_png(surface, path)
        return status == CAIRO_STATUS_SUCCESS ? nil : unsafe String(cString: cairo_status_to_string(status))
    }

    private func measure(_ text: String) -> Double {
        var extents = cairo_text_extents_t()
        unsafe cairo_text_extents(context, text, &extents)
        return extents.x_advance
    }

    private func use(_ ink: Ink) { unsafe cairo_set_source_rgb(context, ink.red, ink.green, ink.blue) }
}

/// A rectangle, in points from the top left.
struct Box {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    var right: Double { x + width }
    var bottom: Double { y + height }
}

/// Colours that are told apart with any kind of colour vision (Okabe and Ito 2008), and greys.
struct Ink {
    var red: Double
    var green: Double
    var blue: Double

    private init(_ rgb: Int) {
        func part(_ shift: Int) -> Double { Double(rgb >> shift & 0xFF) / 255 }
        (red, green, blue) = (part(16), part(8), part(0))
    }

    static let paper = Ink(0xFFFFFF)
    static let text = Ink(0x1A1A1A)
    static let faint = Ink(0x5F5F5F)
    static let frame = Ink(0xB5B5B5)
    static let grid = Ink(0xE6E6E6)
    static let blue = Ink(0x0072B2)
    static let orange = Ink(0xE69F00)
    static let vermillion = Ink(0xD55E00)
}
