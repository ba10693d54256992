import AttuneSettings
import EmbeddingWorker
import Library
import MusiCNN
import Ranking

/// What an import embeds sounds with, by what is installed and configured; most preferred first.
enum Embedders {
    static func configured(_ settings: Settings) -> [any Embedder] {
        var embedders: [any Embedder] = []
        if let url = settings.clapURL { embedders.append(ClapEmbedder(url: url)) }
        let model = MusiCNNModel(dataDir: settings.dataDir)
        guard model.isInstalled else { return embedders }
        do throws(TensorBundleError) { embedders.append(try MusiCNNEmbedder(folder: model.folder)) } catch {
            let reason =
                "the weights in \(model.folder) cannot be used: \(error); install them again with `attune models install musicnn`"
            embedders.append(AbsentEmbedder(.musicnn, reason: reason))
        }
        return embedders
    }
}
