package import NIOCore
import Ranking
package import Sessions
import Streaming

extension StoredSession {
    /// The data of a `context` event: `{session_id, revision, context, sources}`.
    package func contextFrame() -> ByteBuffer {
        JSONWriter.object(capacity: 512) { json in
            json.member("session_id", id.rawValue)
            json.member("revision", revision)
            json.key("context")
            json.raw(context.json.jsonText)
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
