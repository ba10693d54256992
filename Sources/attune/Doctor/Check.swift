/// One thing the doctor looked at.
struct Check: Encodable {
    enum State: String, Encodable {
        /// As it should be.
        case ok
        /// Works, with something a person should know.
        case warn
        /// Attune cannot work like this.
        case fail
    }

    var name: String
    var state: State
    var detail: String
    /// What to do about it.
    var next: String?

    init(_ name: String, _ state: State, _ detail: String, next: String? = nil) {
        self.name = name
        self.state = state
        self.detail = detail
        self.next = next
    }

    /// `ok    SQLite     3.40.1`, with the next step on a line of its own.
    func lines(nameWidth: Int) -> String {
        let mark = state.rawValue + String(repeating: " ", count: 6 - state.rawValue.count)
        let label = name + String(repeating: " ", count: max(0, nameWidth - name.count) + 2)
        let line = mark + label + detail
        return next.map { line + "\n" + String(repeating: " ", count: nameWidth + 8) + "→ " + $0 } ?? line
    }
}
