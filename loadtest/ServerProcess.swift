import Foundation

/// What the kernel says of the processes that serve: read from `/proc`, so nothing is asked of the server itself.
struct ServerProcess: Sendable, Hashable {
    /// All of them together: nginx answers from several.
    var ids: [Int32]

    /// Processor time so far, user and system, in seconds. The kernel counts it in ticks of 10 ms.
    func processorSeconds() throws(ScenarioError) -> Double {
        var ticks = 0.0
        for id in ids {
            // The second field is the name in parentheses and may hold spaces: the rest is counted from its end.
            let fields = try text("stat", of: id).split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
                throw .noProcess(id)
            }
            ticks += user + system
        }
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Resident memory in bytes. Pages that forked processes share are counted once for each.
    func residentBytes() throws(ScenarioError) -> Int {
        var kibibytes = 0
        for id in ids {
            let line = try text("status", of: id).split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
            kibibytes +=
                line.flatMap { $0.split(whereSeparator: \.isWhitespace).dropFirst().first }.flatMap { Int($0) } ?? 0
        }
        return kibibytes << 10
    }

    /// Open file descriptors.
    func descriptors() throws(ScenarioError) -> Int {
        var count = 0
        for id in ids {
            do {
                count += try FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/fd").count
            } catch {
                throw .noProcess(id)
            }
        }
        return count
    }

    private func text(_ file: String, of id: Int32) throws(ScenarioError) -> String {
        do {
            return try String(contentsOfFile: "/proc/\(id)/\(file)", encoding: .utf8)
        } catch {
            throw .noProcess(id)
        }
    }
}
