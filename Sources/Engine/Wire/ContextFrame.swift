package import NIOCore
import Ranking
package import Sessions
package import Streaming

extension StoredSession {
    /// The `context` event with what it stands on, for the shared feed.
    package func sharedContextFrame() -> SharedFrame {
        let data = contextFrame()
        return SharedFrame(
            topic: .context(id.rawValue), event: "context", data: data, standing: standing(reading: data))
    }

    func standing(reading frame: ByteBuffer) -> Standing {
        Standing(revision: revision, reading: String(buffer: frame))
    }

    /// The data of a `context` event: `{session_id, revision, context, sources}`.
    package func contextFrame() -> ByteBuffer {
        JSONWriter.object(capacity: 512) { json in
            json.member("session_id", id.rawValue)
            json.member("revision", revision)
            json.key("context")
            json.raw(contextText)
            json.key("sources")
            json.object { sources in
                for (field, source) in context.sources.sorted(by: { $0.key < $1.key }) {
                    sources.key(field)
                    sources.object { value in
                        value.member("from", source.from)
                        value.member("confidence", source.confidence)
                    }
                }
            }
        }
    }
}
