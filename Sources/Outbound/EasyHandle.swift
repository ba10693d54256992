import CCurl

/// The one owner of a libcurl easy handle, which nothing outside sees.
@safe struct EasyHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer

    private init(_ handle: UnsafeMutableRawPointer) { unsafe self.handle = handle }

    /// A fresh handle for one transfer: `http` and `https` only, redirects not followed.
    static func open() throws(OutboundError) -> EasyHandle {
        guard started, let handle = unsafe curl_easy_init() else { throw .failed("libcurl could not start") }
        let opened = unsafe EasyHandle(handle)
        // Time limits without signals: a signal handler would belong to the whole process.
        try opened.set(CURLOPT_NOSIGNAL, 1)
        try opened.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try opened.set(CURLOPT_FOLLOWLOCATION, 0)
        try opened.set(CURLOPT_USERAGENT, "attune")
        return opened
    }

    deinit { unsafe curl_easy_cleanup(handle) }

    /// libcurl's global state, set up once and thread-safely by the runtime.
    private static let started = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    func set(_ option: CURLoption, _ text: String) throws(OutboundError) {
        try check(unsafe attune_curl_set_text(handle, option, text))
    }

    func set(_ option: CURLoption, _ number: Int) throws(OutboundError) {
        try check(unsafe attune_curl_set_number(handle, option, number))
    }

    /// Makes it a `POST` of these bytes.
    func post(_ body: [UInt8]) throws(OutboundError) {
        try check(unsafe body.withUnsafeBytes { unsafe attune_curl_set_body(handle, $0.baseAddress, $0.count) })
    }

    /// Of the response, once there is one.
    var retryAfterSeconds: Double? {
        let seconds = unsafe attune_curl_retry_after(handle)
        return seconds > 0 ? Double(seconds) : nil
    }

    /// Runs the transfer with these header lines, body bytes going to `sink`; returns the HTTP status.
    func perform(headers: [String], into sink: BodySink) throws(OutboundError) -> Int {
        var list: UnsafeMutablePointer<curl_slist>?
        defer { unsafe curl_slist_free_all(list) }
        for header in headers { unsafe list = unsafe curl_slist_append(list, header) }
        try check(unsafe attune_curl_set_list(handle, CURLOPT_HTTPHEADER, list))

        let context = unsafe Unmanaged.passUnretained(sink).toOpaque()
        let write: attune_curl_sink = { bytes, size, count, context in
            guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
            let sink = unsafe Unmanaged<BodySink>.fromOpaque(context).takeUnretainedValue()
            return unsafe sink.take(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
        }
        try check(unsafe attune_curl_set_sink(handle, write, context))
        let code = withExtendedLifetime(sink) { unsafe curl_easy_perform(handle) }
        if sink.overflowed { throw .tooLarge(limit: sink.limit) }
        try check(code)
        return unsafe attune_curl_status(handle)
    }

    /// The one place where libcurl's codes become errors.
    private func check(_ code: CURLcode) throws(OutboundError) {
        guard code != CURLE_OK else { return }
        let words = unsafe String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: throw .malformed(words)
        case CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST: throw .unreachable(words)
        case CURLE_OPERATION_TIMEDOUT: throw .timedOut(seconds: 0)
        default: throw .failed(words)
        }
    }
}

/// Collects a body up to a limit.
final class BodySink {
    let limit: Int
    private(set) var bytes: [UInt8] = []
    private(set) var overflowed = false

    init(limit: Int) { self.limit = limit }

    /// False once the limit is passed, which ends the transfer.
    func take(_ chunk: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count + chunk.count <= limit else {
            overflowed = true
            return false
        }
        unsafe bytes.append(contentsOf: chunk)
        return true
    }
}
