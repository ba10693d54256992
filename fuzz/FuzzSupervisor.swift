import Foundation

/// Lets workers run the cases of one target, one worker after the other, and keeps the cases that end them.
struct FuzzSupervisor {
    /// A case that takes longer hangs.
    private static let patience: Int32 = 20_000

    let target: FuzzTarget
    let seed: UInt64
    let seconds: Double
    let cases: Int
    let failures: String

    /// Returns how many cases failed.
    func run() throws -> Int {
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        var (done, failed) = (0, 0)
        while done < cases, ContinuousClock.now < end {
            try ScratchFolder.with { folder in
                let (count, failure) = try work(from: done, in: folder, until: end)
                done += count
                guard let failure else { return }
                failed += 1
                try keep(folder.appending(path: "case"), number: done, because: failure)
                done += 1
            }
        }
        let took = (ContinuousClock.now - start) / .seconds(1)
        print("\(target.rawValue): \(done) cases in \(Int(took.rounded())) s, \(failed) failed")
        fflush(nil)
        return failed
    }

    /// One worker's life: how many cases it finished, and why it ended if that was not for want of time.
    private func work(from first: Int, in folder: URL, until end: ContinuousClock.Instant) throws -> (Int, String?) {
        let worker = Process()
        worker.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        worker.arguments = [target.rawValue, "--seed", "\(seed)", "--work-from", "\(first)", "--failures", folder.path]
        let output = Pipe()
        worker.standardOutput = output
        worker.standardError = FileHandle.nullDevice
        try worker.run()
        defer {
            if worker.isRunning { kill(worker.processIdentifier, SIGKILL) }
            worker.waitUntilExit()
        }
        var count = 0
        while first + count < cases, ContinuousClock.now < end {
            var waiting = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, Self.patience) > 0 else {
                return (count, "took more than \(Self.patience / 1_000) s")
            }
            let marks = output.fileHandleForReading.availableData
            guard !marks.isEmpty else {
                worker.waitUntilExit()
                let how = worker.terminationReason == .uncaughtSignal ? "signal" : "status"
                return (count, "ended with \(how) \(worker.terminationStatus)")
            }
            count += marks.count
        }
        return (count, nil)
    }

    private func keep(_ input: URL, number: Int, because reason: String) throws {
        let folder = URL(filePath: failures)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let kept = folder.appending(path: "\(target.rawValue)-\(seed)-\(number)")
        try Data(contentsOf: input).write(to: kept)
        print(
            "\(target.rawValue): case \(number) \(reason); repeat with: attune-fuzz \(target.rawValue) --repeat \(kept.path)"
        )
    }
}
