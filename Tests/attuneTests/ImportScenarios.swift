import Catalog
import Foundation
import Library
import Testing

/// Imports that are killed, and go on. Run by itself, for it must be quicker than the import that it kills.
@Suite("Scenarios: import", .timeLimit(.minutes(2)))
struct ImportScenarios {
    private func places(_ program: Program) async throws -> [Place] {
        try await Catalog.readOnly(folder: program.dataDir).places(under: "")
    }

    @Test("an import that is killed again and again goes on where it stopped, and ends with everything once")
    func killed() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attune-\(UUID().uuidString)")
        let program = Program(folder: folder)
        try FileManager.default.createDirectory(at: program.samples, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let count = 600
        for number in 0..<count {
            try program.writeLoop("s\(number).wav", pitch: 100 + 3 * Double(number), seconds: 0.2)
        }
        var known = 0
        for _ in 0..<3 {
            let running = try RunningProgram(program, ["import", program.samples.path, "--jobs", "1", "--json"])
            while running.isRunning, (try? await places(program).count) ?? 0 <= known { await Task.yield() }
            #expect(running.end(SIGKILL) == SIGKILL)
            let now = try await places(program).count
            #expect(now > known)
            known = now
        }
        #expect(known < count)
        let rest = try program.run("import", program.samples.path, "--json").json()
        #expect(rest["unchanged"] as? Int == known && rest["imported"] as? Int == count - known)
        #expect(rest["skipped"] as? Int == 0)
        #expect(try await places(program).count == count)
        #expect(try program.run("import", program.samples.path, "--json").json()["unchanged"] as? Int == count)
    }
}
