// The C library's streams are variables to Swift; nobody here assigns them.
@unsafe @preconcurrency import Foundation

/// What commands have printed.
enum Output {
    /// Writes it to its end. A reader that has had enough and gone is not our failure.
    static func finish() throws(Failure) {
        let isWritten = unsafe fflush(stdout) == 0 && ferror(stdout) == 0
        guard !isWritten, !hasNoReader else { return }
        throw Failure(
            .unavailable, "The output could not be written.", next: "See that there is room where it goes.")
    }

    private static var hasNoReader: Bool {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return unsafe poll(&output, 1, 0) == 1 && output.revents & Int16(POLLERR) != 0
    }
}
