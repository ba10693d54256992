/// What Attune and a worker have agreed on (`docs/EMBEDDING_WORKER.md`).
enum WorkerContract {
    /// Hz, mono.
    static let rate = 48_000
    /// Samples of a window: ten seconds.
    static let windowSamples = 480_000
    /// Windows of one sound at most.
    static let mostWindows = 3
    /// Values of a vector.
    static let dimension = 512
    /// Largest accepted answer, bytes.
    static let largestAnswer = 1 << 18

    /// `GET /health`.
    struct Health: Decodable, Hashable, Sendable {
        var status: String
        var model: String
        var dimension: Int
    }

    /// `POST /v1/embed`.
    struct Answer: Decodable {
        var model: String
        var vectors: [[Double]]
    }

    /// `application/problem+json` of an answer that is none.
    struct Problem: Decodable {
        var detail: String
    }

    /// The windows of a sound as a body: 32-bit floats, little-endian, one window after the other. A short sound is repeated
    /// until it fills its window, as the model was trained.
    static func body(_ windows: [[Float]]) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(windows.count * windowSamples * 4)
        for window in windows {
            for i in 0..<windowSamples {
                let bits = window[i % window.count].bitPattern
                for shift in stride(from: UInt32(0), to: 32, by: 8) {
                    body.append(UInt8(truncatingIfNeeded: bits >> shift))
                }
            }
        }
        return body
    }

    /// The windows that are sent of what was read: a short rest of a longer sound is left out.
    static func kept(_ windows: [[Float]]) -> [[Float]] {
        windows.enumerated().filter { $0.offset == 0 || 2 * $0.element.count >= windowSamples }.map(\.element)
    }

    /// One vector of unit length from those of the windows, each counting the same.
    ///
    /// - Throws: why the vectors cannot be used.
    static func vector(_ vectors: [[Double]], windows: Int) throws(WorkerRefusal) -> [Float16] {
        guard vectors.count == windows else {
            throw WorkerRefusal("the worker gave \(vectors.count) vectors for \(windows) windows")
        }
        var sum = [Double](repeating: 0, count: dimension)
        for vector in vectors {
            guard vector.count == dimension else {
                throw WorkerRefusal("the worker's vector has \(vector.count) values where \(dimension) are wanted")
            }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            guard norm.isFinite else { throw WorkerRefusal("the worker's vector holds values that are no numbers") }
            guard norm > 0 else { throw WorkerRefusal("the worker's vector is zero, which points nowhere") }
            for i in sum.indices { sum[i] += vector[i] / norm }
        }
        let norm = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 1e-6 else { throw WorkerRefusal("the worker's vectors cancel each other out") }
        return sum.map { Float16($0 / norm) }
    }
}

/// Why an answer for one sound cannot be used; for a person.
struct WorkerRefusal: Error, Hashable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}
