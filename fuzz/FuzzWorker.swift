import Foundation

/// The process in which cases run: it may crash, and then its folder holds the case that did it.
struct FuzzWorker {
    /// The most memory a case may need: what an import may, and the worker itself.
    private static let mostKilobytes = 700_000
    private static let itself = __rusage_who_t(RUSAGE_SELF.rawValue)

    let target: FuzzTarget
    let seed: UInt64

    /// Runs cases until killed, saying each that is done.
    func run(from first: Int, in folder: String) throws {
        let folder = URL(filePath: folder)
        let ready = try target.prepare(in: folder)
        for number in first... {
            var mutator = Mutator(seed: seed, number: number)
            let bytes = mutator.next(from: ready.seeds)
            try Data(bytes).write(to: folder.appending(path: "case"))
            ready.feed(bytes)
            var usage = rusage()
            _ = unsafe getrusage(Self.itself, &usage)
            guard usage.ru_maxrss < Self.mostKilobytes else { throw TooMuchMemory(kilobytes: usage.ru_maxrss) }
            try FileHandle.standardOutput.write(contentsOf: Data([0x2E]))
        }
    }

    struct TooMuchMemory: Error { var kilobytes: Int }
}
