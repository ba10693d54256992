import HTTPTypes
import Hummingbird

/// A file inside the binary: sent with a tag, so that a browser asks again but does not load again.
struct Document: Sendable {
    let path: String
    let mediaType: String
    private let bytes: ByteBuffer
    private let tag: String

    init(path: String, bytes: [UInt8]) {
        self.path = path
        mediaType = Self.mediaType(of: path)
        self.bytes = ByteBuffer(bytes: bytes)
        // 64-bit FNV-1a: a tag, not a promise against forgers.
        let hash = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        tag = "\"\(String(hash, radix: 16))-\(bytes.count)\""
    }

    func response(to request: Request) -> Response {
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "no-cache", .contentSecurityPolicy: Self.policy]
        if EntityTag.matches(tag, anyOf: request.headers[.ifNoneMatch]) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = mediaType
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: bytes))
    }

    /// The page may load its own files, talk to this service and play its sounds; nothing else, and no inline script.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        + "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    private static func mediaType(of path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "yaml": "application/yaml"
        default: "application/octet-stream"
        }
    }
}
