import ArgumentParser

/// Whose memory and processor time are read: shared by the stream scenarios.
struct ProcessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server's process, or several with commas between.", valueName: "pid,…"))
    var serverPid = ""

    func validate() throws { _ = try server() }

    /// `nil` when none was named.
    func server() throws -> ServerProcess? {
        guard !serverPid.isEmpty else { return nil }
        let ids = serverPid.split(separator: ",").map { Int32($0) ?? 0 }
        guard ids.allSatisfy({ $0 > 0 }) else {
            throw ValidationError("--server-pid must be process ids with commas between, not '\(serverPid)'")
        }
        return ServerProcess(ids: ids)
    }
}

/// Names that go into URLs as they are.
enum Names {
    static func validate(_ name: String, option: String) throws {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._:-".contains($0)) }
        guard isPlain, (1...50).contains(name.count) else {
            throw ValidationError("\(option) must be 1…50 of A-Z a-z 0-9 . _ : -")
        }
    }
}
