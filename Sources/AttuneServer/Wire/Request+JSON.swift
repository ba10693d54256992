import Hummingbird
import NIOCore
import Sessions

extension Request {
    /// The body as JSON, whatever its content type says.
    /// - Parameter limit: bytes; a longer body is refused without reading it into memory.
    func json(upTo limit: Int = 64 << 10) async throws -> JSONValue {
        if let announced = headers[.contentLength].flatMap(Int.init), announced > limit {
            throw InvalidRequest(bodyLongerThan: limit)
        }
        let body: ByteBuffer
        do {
            body = try await self.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw InvalidRequest(bodyLongerThan: limit)
        }
        do {
            return try JSONValue(jsonBytes: Array(body.readableBytesView))
        } catch {
            throw InvalidRequest([FieldProblem(field: "body", detail: "Not JSON: \(error).")])
        }
    }
}

extension InvalidRequest {
    fileprivate init(bodyLongerThan limit: Int) {
        self.init([FieldProblem(field: "body", detail: "Longer than the \(limit >> 10) KiB that are accepted here.")])
    }
}
