import Engine
import Hummingbird
import HTTPTypes
import Streaming

extension Response {
    /// An answer in JSON, never cached unless the headers say so.
    init(
        status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], json: (inout JSONWriter) -> Void
    ) {
        var writer = JSONWriter(capacity: 1024)
        json(&writer)
        self.init(status: status, headers: headers, json: writer.buffer)
    }

    /// An answer whose JSON has been encoded already.
    init(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], json: ByteBuffer) {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: json))
    }
}
