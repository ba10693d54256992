import AudioAnalysis
import Foundation
import MusiCNN
import Testing

/// Against activations of the package's own TensorFlow graph (`Reference/musicnn-reference.json`).
@Suite("The network gives what its authors' program gives")
struct ReferenceTests {
    static let files = ["loop_amen.flac", "ambi_choir.flac", "bass_trance_c.flac"]
    let reference: Reference

    init() throws { reference = try Reference.load() }

    @Test("network alone: every activation of a patch that a formula gives")
    func network() throws {
        let expected = try reference.case("formula")
        var patch: [Float] = []
        for t in 0..<187 {
            for f in 0..<96 {
                let (t, f) = (Double(t), Double(f))
                patch.append(Float(1.5 + sin(0.05 * t * (1 + f / 24)) + 0.5 * cos(0.2 * f)))
            }
        }
        let network = try Weights.network()
        let output = network.output(for: patch)
        #expect(Reference.distance(output.maxPool, expected.max_pool) < Reference.tolerance)
        #expect(Reference.distance(output.meanPool, expected.mean_pool) < Reference.tolerance)
        #expect(Reference.distance(output.probabilities, expected.probabilities) < Reference.tolerance)
        let head = network.head(maxPool: output.maxPool, meanPool: output.meanPool)
        #expect(Reference.distance(head.penultimate, try #require(expected.dense_before_relu)) < Reference.tolerance)
        #expect(Reference.distance(head.logits, try #require(expected.logits)) < Reference.tolerance)
    }

    @Test("last layers alone: the tags of what the reference pooled", arguments: ["formula"] + files)
    func head(name: String) throws {
        let expected = try reference.case(name)
        let head = try Weights.network().head(maxPool: expected.max_pool, meanPool: expected.mean_pool)
        #expect(Reference.distance(head.probabilities, expected.probabilities) < Reference.tolerance)
    }

    @Test("front end alone: one frame, and the mean of every band", arguments: files)
    func frontEnd(name: String) throws {
        let expected = try reference.case(name)
        let patch = try Self.patch(of: name)
        #expect(patch.count == 187 * 96)
        let frame = Array(patch[10 * 96..<11 * 96])
        #expect(Reference.distance(frame, try #require(expected.log_mel_frame_10)) < Reference.tolerance)
        let means = (0..<96).map { band in (0..<187).reduce(Float(0)) { $0 + patch[$1 * 96 + band] } / 187 }
        #expect(Reference.distance(means, try #require(expected.log_mel_mean_per_band)) < Reference.tolerance)
    }

    @Test("front end and network together, from the file to the tags", arguments: files)
    func file(name: String) throws {
        let expected = try reference.case(name)
        let output = try Weights.network().output(for: Self.patch(of: name))
        #expect(Reference.distance(output.maxPool, expected.max_pool) < Reference.tolerance)
        #expect(Reference.distance(output.meanPool, expected.mean_pool) < Reference.tolerance)
        #expect(Reference.distance(output.probabilities, expected.probabilities) < Reference.tolerance)
    }

    @Test("the tags stand in the order of the outputs")
    func tags() { #expect(Network.tags == reference.tags) }

    /// The first patch of a file of the CC0 pack.
    private static func patch(of name: String) throws -> [Float] {
        let samples = LogMel.patchSamples
        let window = try #require(
            try MonoWindows(
                path: "/usr/share/sonic-pi/samples/\(name)", rate: LogMel.rate,
                seconds: Double(samples) / Double(LogMel.rate), count: 1
            ).windows.first)
        return LogMel.patch(of: window)
    }
}
