import ArgumentParser
import NIOCore

/// The kind of server that is loaded.
protocol Peer {
    /// The requests that make one change, which is to have this revision.
    mutating func change(_ revision: Int) -> [LaneRequest]
    /// The revision that an answer names, when it names one.
    func revision(in answer: ByteBuffer) -> Int?
    /// Where a session is watched.
    static func streamPath(_ session: String) -> String
}

/// The name of a ``Peer`` on the command line.
enum PeerName: String, CaseIterable, ExpressibleByArgument {
    case attune, nchan

    func peer(session: String, frameBytes: [Int]) -> any Peer {
        switch self {
        case .attune: AttunePeer(walk: ContextWalk(session: session, seed: 1))
        case .nchan: NchanPeer(session: session, frameBytes: frameBytes)
        }
    }

    func streamPath(_ session: String) -> String {
        switch self {
        case .attune: AttunePeer.streamPath(session)
        case .nchan: NchanPeer.streamPath(session)
        }
    }
}

/// Attune itself: a context that is posted becomes a `context` and a `suggestions` frame.
struct AttunePeer: Peer {
    var walk: ContextWalk

    mutating func change(_ revision: Int) -> [LaneRequest] {
        [LaneRequest(uri: "/v1/recommendations/context", body: walk.next())]
    }

    func revision(in answer: ByteBuffer) -> Int? { RevisionScanner.revision(in: answer) }

    static func streamPath(_ session: String) -> String { "/v1/recommendations/stream?session_id=\(session)" }
}

/// nginx with nchan as `loadtest/nchan.conf` sets it up: a change is one message for each frame that Attune would send, of the
/// same size and under the same event name.
struct NchanPeer: Peer {
    var session: String
    /// Bytes of data in each message of a change.
    var frameBytes: [Int]

    mutating func change(_ revision: Int) -> [LaneRequest] {
        frameBytes.enumerated().map { place, size in
            var body = ByteBuffer(string: #"{"session_id":"\#(session)","revision":\#(revision),"padding":""#)
            body.writeRepeatingByte(UInt8(ascii: "x"), count: max(0, size - body.readableBytes - 2))
            body.writeString("\"}")
            let event = place == frameBytes.count - 1 ? "suggestions" : "context"
            return LaneRequest(
                uri: "/publish?session_id=\(session)", fields: [("X-EventSource-Event", event)], body: body)
        }
    }

    func revision(in answer: ByteBuffer) -> Int? { nil }

    static func streamPath(_ session: String) -> String { "/watch?session_id=\(session)" }
}
