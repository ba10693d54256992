import NIOCore
public import SSEClient
public import Sessions

/// A test's view of a running service: requests with JSON as values.
public struct AttuneClient: Sendable {
    /// An answer with its body read as JSON; `null` when it is empty or is not JSON.
    public struct Answer: Sendable {
        public var status: Int
        public var json: JSONValue
    }

    public let port: Int
    public let http: HTTPExchange

    public init(port: Int) {
        self.port = port
        http = HTTPExchange(host: "127.0.0.1", port: port)
    }

    public func get(_ path: String) async throws -> Answer { Answer(try await http.get(path)) }

    public func send(_ method: String, _ path: String, _ json: String? = nil) async throws -> Answer {
        switch method {
        case "POST": Answer(try await http.post(path, json: json ?? ""))
        case "PUT": Answer(try await http.put(path, json: json))
        case "PATCH": Answer(try await http.patch(path, json: json ?? ""))
        case "DELETE": Answer(try await http.delete(path))
        default: Answer(try await http.get(path))
        }
    }

    /// Posts a context patch given as JSON text and returns the acknowledgement.
    @discardableResult
    public func context(_ session: String, _ patch: String) async throws -> JSONValue {
        let answer = try await send(
            "POST", "/v1/recommendations/context", #"{"session_id": "\#(session)", "context": \#(patch)}"#)
        guard answer.status == 202 else { throw UnexpectedAnswer(answer: answer) }
        return answer.json
    }

    /// Posts a context patch and asks for the list.
    public func list(for session: String, context patch: String, limit: Int = 10) async throws -> JSONValue {
        try await context(session, patch)
        return try await get("/v1/recommendations/top?session_id=\(session)&top_k=\(limit)").json
    }

    public func mode(_ session: String, _ mode: String) async throws {
        let answer = try await send("PUT", "/v1/sessions/\(session)/mode", #"{"mode": "\#(mode)"}"#)
        guard answer.status == 204 else { throw UnexpectedAnswer(answer: answer) }
    }

    /// Posts telemetry events and returns the acknowledgement.
    public func telemetry(_ events: [JSONValue]) async throws -> JSONValue {
        let body = JSONValue.object(["events": .array(events)])
        let answer = try await send("POST", "/v1/telemetry/recommendations", body.jsonText)
        guard answer.status == 202 else { throw UnexpectedAnswer(answer: answer) }
        return answer.json
    }

    /// Opens the stream with a query, `session_id=song`.
    public func watch(_ query: String, lastEventID: String? = nil) async throws -> Watcher {
        Watcher(
            connection: try await SSEConnection.open(
                host: "127.0.0.1", port: port, path: "/v1/recommendations/stream?\(query)", lastEventID: lastEventID))
    }
}

extension AttuneClient.Answer {
    init(_ answer: HTTPAnswer) {
        self.init(status: answer.status, json: (try? JSONValue(jsonText: answer.text)) ?? .null)
    }
}

/// The service did not answer as the test needs.
public struct UnexpectedAnswer: Error {
    public var answer: AttuneClient.Answer
}

/// An open stream, read event by event.
public struct Watcher: Sendable {
    public let connection: SSEConnection

    /// The next event of this name that satisfies the condition; others are passed over. Gives up after 20 s without
    /// any event.
    public func next(_ name: String, where condition: (JSONValue) -> Bool = { _ in true }) async throws -> JSONValue {
        while let event = try await connection.next(within: .seconds(20)) {
            guard event.event == name, let json = try? JSONValue(jsonText: event.data), condition(json) else {
                continue
            }
            return json
        }
        throw StreamEnded(waitingFor: name)
    }

    public func close() async { await connection.close() }
}

/// The stream ended before the event a test waited for.
public struct StreamEnded: Error {
    public var waitingFor: String

    public init(waitingFor: String) { self.waitingFor = waitingFor }
}
