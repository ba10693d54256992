import AudioAnalysis
import Engine
import HTTPTypes
import Hummingbird
import Library
import NIOPosix
import Ranking
import Streaming

/// `/v1/samples/{id}/audio` and `/waveform`: the sound, to hear and to draw.
struct AudioController: Sendable {
    let engine: Engine

    func addRoutes(to router: Router<RequestScope>) {
        router.get("/v1/samples/{id}/audio", use: audio)
        router.get("/v1/samples/{id}/waveform", use: waveform)
    }

    func audio(_ request: Request, _ scope: RequestScope) async throws -> Response {
        try QueryReader.refuseAll(of: request)
        let facts = try await sound(of: scope).facts
        let file = try await reading(facts.path) { try await SoundFile.open(path: facts.path) }
        // Until the next import, the path may hold another sound than the id is the hash of.
        let tag = "\"\(facts.id.rawValue)-\(file.size)-\(file.version)\""
        var headers: HTTPFields = [.eTag: tag, .cacheControl: "private, max-age=3600", .acceptRanges: "bytes"]
        if EntityTag.matches(tag, anyOf: request.headers[.ifNoneMatch]) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = file.mediaType
        // A range of other bytes than the client has is worth nothing to it.
        let isCurrent = request.headers[.ifRange].map { $0 == tag } ?? true
        switch RangeRequest(isCurrent ? request.headers[.range] : nil, size: file.size) {
        case .whole:
            let body = file.size > 0 ? try await file.body(0...file.size - 1, scope: scope) : ResponseBody()
            return Response(status: .ok, headers: headers, body: body)
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(file.size)"
            return Response(
                status: .partialContent, headers: headers, body: try await file.body(range, scope: scope))
        case .unsatisfiable:
            throw Problem(
                kind: .rangeNotSatisfiable, detail: "The sound has \(file.size) bytes.",
                headers: [.contentRange: "bytes */\(file.size)"])
        }
    }

    func waveform(_ request: Request, _ scope: RequestScope) async throws -> Response {
        var query = QueryReader(request)
        let points = query.optional("points", .integer(1...4096)) ?? 256
        try query.finish()
        let facts = try await sound(of: scope).facts
        let peaks = try await reading(facts.path) {
            try await NIOThreadPool.singleton.runIfActive { try Waveform.peaks(path: facts.path, points: points) }
        }
        return Response(headers: [.cacheControl: "private, max-age=3600"]) { json in
            json.object { json in
                json.member("id", facts.id.rawValue)
                json.member("duration_s", facts.durationSeconds)
                // Four decimals draw any screen.
                json.key("min")
                json.array(peaks) { $0.number(Double($1.min), decimals: 4) }
                json.key("max")
                json.array(peaks) { $0.number(Double($1.max), decimals: 4) }
            }
        }
    }

    private func sound(of scope: RequestScope) async throws -> Sound {
        let id = try scope.sampleID()
        guard let sound = try await engine.sample(id) else { throw Problem.unknownSample(id.rawValue) }
        return sound
    }

    /// A file that has gone since the import is not the client's mistake, and not a failure of the service either.
    private func reading<Result>(_ path: String, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as AudioFileError {
            throw Problem.notFound("“\(path)” cannot be played: \(error.reason). Import its folder again.")
        }
    }
}
