import Logging
import Ranking

extension Engine {
    /// Imports a folder that somebody asked for, telling how far it is.
    func scan(_ folder: String) async {
        let importer = importer()
        do {
            let summary = try await importer.run(
                folders: [folder], at: clock.now(),
                progress: { progress in
                    self.scans.change { scan in
                        scan.done = progress.done
                        scan.total = progress.total
                        scan.skipped = progress.skipped
                        scan.downgrades = progress.downgrades
                    }
                })
            try await reloadLibrary()
            scans.change { $0.phase = .done }
            parts.logger.info(
                "a folder was scanned", metadata: ["folder": "\(folder)", "imported": "\(summary.imported)"])
        } catch is CancellationError {
            scans.change { scan in
                scan.phase = .failed
                scan.error = "interrupted by a shutdown; scan the folder again to go on"
            }
            parts.logger.notice("a scan was interrupted; what was finished is kept", metadata: ["folder": "\(folder)"])
        } catch {
            scans.change { scan in
                scan.phase = .failed
                scan.error = "\(error)"
            }
            parts.logger.error("a scan failed", metadata: ["folder": "\(folder)", "error": "\(error)"])
        }
        announceLibrary()
    }
}
