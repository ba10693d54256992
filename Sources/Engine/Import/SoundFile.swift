import Library
import Ranking

/// A file that has the name of a sound, as the walk found it.
struct SoundFile: Hashable, Sendable {
    /// Absolute.
    var path: String
    var stamp: FileStamp
    /// The folder under the import root that it belongs to, or the root's own name.
    var pack: String
    /// The import root's name and the folders below it that lead to the file, outermost first.
    var folders: [String]
    /// The sound it held when it was last listened to; known when only its size or time changed since.
    var former: SampleID?

    /// Suffixes that are considered, lower case; everything else is ignored without a word.
    static let suffixes: Set<String> = [
        "wav", "wave", "aif", "aiff", "aifc", "flac", "ogg", "oga", "opus", "mp3", "caf", "w64", "rf64", "au", "snd",
    ]

    static func isNamedLikeSound(_ name: String) -> Bool {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return false }
        return suffixes.contains(name[name.index(after: dot)...].lowercased())
    }
}
