import ArgumentParser
import AttuneSettings
import Foundation

struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "Installs neural networks that hear more in a sound, and lists them.",
        discussion: """
            Without any, samples are compared by their fingerprint, which needs none. An import uses what is installed; \
            `attune import --again` lets a network hear what is already in the library.

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

    @OptionGroup var library: LibraryOptions

    func run() async throws {
        let settings = try library.settings()
        let model = MusiCNNModel(dataDir: settings.dataDir)
        print("musicnn  \(model.isInstalled ? "installed in \(model.folder)" : "not installed")")
        print("         \(MusiCNNModel.about)")
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
        print("The next import uses it; `attune import --again` lets it hear what is already in the library.")
    }
}
