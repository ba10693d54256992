import AttuneSettings
import Foundation
import Testing

struct DocumentationTests {
    @Test("the README lists every key with its variable", arguments: Setting.allCases)
    func listed(setting: Setting) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.contains("| `\(setting.rawValue)` | `\(setting.environmentName)` |"))
    }
}
