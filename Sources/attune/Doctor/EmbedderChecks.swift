import AttuneSettings
import EmbeddingWorker
import Library
import MusiCNN

/// What sounds are embedded with beside the fingerprint. None of it is needed.
enum EmbedderChecks {
    static func checks(_ settings: Settings) async -> [Check] {
        var checks = [musicnn(settings)]
        if let url = settings.clapURL { checks.append(await clap(url)) }
        return checks
    }

    private static func musicnn(_ settings: Settings) -> Check {
        let model = MusiCNNModel(dataDir: settings.dataDir)
        let install = "attune models install musicnn"
        guard model.isInstalled else {
            return Check("musicnn", .ok, "not installed; `\(install)` lets a network hear moods and likeness")
        }
        do throws(TensorBundleError) {
            _ = try MusiCNNEmbedder(folder: model.folder)
            return Check("musicnn", .ok, "\(MusiCNNEmbedder.model), weights whole")
        } catch {
            return Check("musicnn", .warn, "its weights cannot be used: \(error)", next: "Run `\(install)` again.")
        }
    }

    private static func clap(_ url: String) async -> Check {
        do throws(EmbedderError) {
            return Check("clap", .ok, "\(try await ClapEmbedder(url: url).model()) on \(url)")
        } catch {
            let reason =
                switch error {
                case .unavailable(let reason), .unsuitable(let reason): reason
                }
            return Check(
                "clap", .warn, reason,
                next: "Start the worker (workers/clap/README.md) or take clap-url away; imports go on without it.")
        }
    }
}
