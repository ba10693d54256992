import AttuneSettings
import Library
import MusiCNN

/// What an import embeds sounds with, by what is installed and configured; most preferred first.
enum Embedders {
    static func configured(_ settings: Settings) throws -> [any Embedder] {
        let model = MusiCNNModel(dataDir: settings.dataDir)
        guard model.isInstalled else { return [] }
        do throws(TensorBundleError) { return [try MusiCNNEmbedder(folder: model.folder)] } catch {
            throw Failure(
                .badData, "The weights of musicnn in \(model.folder) cannot be used: \(error).",
                next: "Install them again: attune models install musicnn")
        }
    }
}
