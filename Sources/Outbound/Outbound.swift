import CCurl

/// HTTP to other services, through libcurl. No redirects are followed, and every call ends within its limits.
public enum Outbound {
    /// Sends the request and returns the response; blocks its thread for at most the time limit.
    public static func get(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        guard request.url.hasPrefix("http://") || request.url.hasPrefix("https://") else {
            throw .malformed("\(request.url) is not an http or https address")
        }
        guard request.headers.allSatisfy({ header in header.utf8.allSatisfy { $0 >= 0x20 } }) else {
            throw .malformed("a header has a line break or another control character")
        }
        let seconds = min(max(request.timeLimitSeconds, 0.05), 300)
        let handle = try EasyHandle.open()
        try handle.set(CURLOPT_URL, request.url)
        try handle.set(CURLOPT_TIMEOUT_MS, Int(seconds * 1000))
        try handle.set(CURLOPT_HTTPGET, 1)
        if request.direct { try handle.set(CURLOPT_PROXY, "") }
        let sink = BodySink(limit: request.sizeLimit)
        do {
            let status = try handle.perform(headers: request.headers, into: sink)
            return OutboundResponse(status: status, body: sink.bytes)
        } catch .timedOut {
            throw .timedOut(seconds: seconds)
        } catch {
            throw error
        }
    }

    /// libcurl's version with its TLS library and other parts, as it reports itself.
    public static var libraryVersion: String { unsafe String(cString: curl_version()) }
}
