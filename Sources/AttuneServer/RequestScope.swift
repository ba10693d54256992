import Access
import Hummingbird
import Logging
import NIOCore

/// What one request carries beside itself: Hummingbird's part, and the connection it came on.
struct RequestScope: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// For the socket settings of a stream.
    let channel: any Channel
    /// Who asks; ``AccessMiddleware`` finds out.
    var principal = Principal.nobody

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
