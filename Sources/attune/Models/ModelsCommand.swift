import ArgumentParser
import AttuneSettings
import Foundation
import MusiCNN

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Installs neural networks that hear more in a sound, and lists them.",
        discussion: """
            Without any, samples are compared by their fingerprint, which needs none. The next import of any folder uses \
            what is installed, also for what is already in the library.

            Examples:
              attune models list
              attune models install musicnn
              attune models install musicnn --from ~/Downloads/musicnn-0.1.0-py3-none-any.whl
            """,
        subcommands: [ModelsInstallCommand.self, ModelsListCommand.self], defaultSubcommand: ModelsListCommand.self)
}

struct ModelsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows which networks there are, and whether they are installed.")

    @Flag(help: "Prints one JSON object: musicnn, and clap when a worker is configured.") var json = false
    @OptionGroup var embedding: EmbeddingOptions

    private struct State: Encodable {
        var installed: Bool
        var folder: String?
        var url: String?
        var problem: String?
    }

    func run() async throws {
        let settings = try embedding.settings()
        let model = MusiCNNModel(dataDir: settings.dataDir)
        var states = ["musicnn": State(installed: model.isInstalled, folder: model.isInstalled ? model.folder : nil)]
        if model.isInstalled {
            do throws(TensorBundleError) { _ = try MusiCNNEmbedder(folder: model.folder) } catch {
                states["musicnn"]?.problem = "\(error)"
            }
        }
        if let url = settings.clapURL { states["clap"] = State(installed: true, url: url) }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return print(String(decoding: try encoder.encode(states), as: UTF8.self))
        }
        print("musicnn  \(model.isInstalled ? "installed in \(model.folder)" : "not installed")")
        if let problem = states["musicnn"]?.problem { print("         cannot be used: \(problem); install it again") }
        print("         \(MusiCNNModel.about)")
        print("clap     \(settings.clapURL.map { "worker on \($0)" } ?? "no worker; see --clap-url")")
        print("         512 values per sample from a worker of your own (docs/EMBEDDING_WORKER.md)")
    }
}

struct ModelsInstallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Fetches a network's weights, checks them, and puts them into the data folder.",
        discussion: "The Python package that holds them is fetched with pip; nothing of it is installed or run.")

    enum Model: String, ExpressibleByArgument, CaseIterable { case musicnn }

    @Argument(help: "The network.") var model: Model
    @Option(help: ArgumentHelp("The package as a file, instead of fetching it.", valueName: "file")) var from: String?
    @OptionGroup var library: LibraryOptions

    func run() async throws {
        let settings = try library.settings()
        let model = MusiCNNModel(dataDir: settings.dataDir)
        try model.install(from: from)
        print("musicnn is installed in \(model.folder).")
        print("The next import uses it, also for what is already in the library.")
    }
}
