import CCurl
import Foundation

/// HTTP to other services, through libcurl. No redirects are followed, and every call ends within its limits.
public enum Outbound {
    /// Sends the request and returns the response; blocks its thread for at most the time limit.
    public static func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
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
        if let body = request.body { try handle.post(body) } else { try handle.set(CURLOPT_HTTPGET, 1) }
        if request.direct { try handle.set(CURLOPT_PROXY, "") }
        let sink = BodySink(limit: request.sizeLimit)
        do {
            // A large body is sent at once: not every server answers a question whether it may be.
            let status = try handle.perform(headers: request.headers + ["Expect:"], into: sink)
            return OutboundResponse(status: status, body: sink.bytes, retryAfterSeconds: handle.retryAfterSeconds)
        } catch .timedOut {
            throw .timedOut(seconds: seconds)
        } catch {
            throw error
        }
    }

    /// Whether an address is on this machine, where no proxy belongs in between.
    public static func isLocal(_ url: String) -> Bool {
        guard let host = URLComponents(string: url)?.host else { return false }
        return host == "localhost" || host.hasPrefix("127.") || host == "[::1]" || host == "::1"
    }

    /// libcurl's version with its TLS library and other parts, as it reports itself.
    public static var libraryVersion: String { unsafe String(cString: curl_version()) }
}
