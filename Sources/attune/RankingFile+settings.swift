import AttuneSettings
import Engine
import Foundation

extension RankingFile {
    /// The file that is named, else the one in the data folder.
    init(_ settings: Settings) {
        let standard = URL(filePath: settings.dataDir, directoryHint: .isDirectory).appending(path: Self.defaultName)
        self.init(path: settings.ranking ?? standard.path, isNamed: settings.ranking != nil)
    }
}
