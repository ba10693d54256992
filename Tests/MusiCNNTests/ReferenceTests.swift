import AudioAnalysis
import Foundation
import MusiCNN
import Testing

/// Against activations of the package's own TensorFlow graph (`Reference/musicnn-reference.json`). The weights are not ours to
/// commit: `scripts/test.sh` installs them.
@Suite("The network gives what its authors' program gives", .enabled(if: Weights.folder != nil, "no weights"))
struct ReferenceTests {
    @Test("network alone: every activation within 1e-3")
    func network() throws {
        let reference = try Reference.load().case("formula")
        var patch: [Float] = []
        for t in 0..<187 {
            for f in 0..<96 {
                let (t, f) = (Double(t), Double(f))
                patch.append(Float(1.5 + sin(0.05 * t * (1 + f / 24)) + 0.5 * cos(0.2 * f)))
            }
        }
        let output = try Weights.network().output(for: patch)
        #expect(Reference.distance(output.maxPool, reference.max_pool) < 1e-3)
        #expect(Reference.distance(output.meanPool, reference.mean_pool) < 1e-3)
        #expect(Reference.distance(output.probabilities, reference.probabilities) < 1e-3)
    }

    @Test("front end and network together", arguments: ["loop_amen.flac", "ambi_choir.flac", "bass_trance_c.flac"])
    func file(name: String) throws {
        let reference = try Reference.load().case(name)
        let seconds = Double(187 * 256 + 512) / 16_000
        let path = "/usr/share/sonic-pi/samples/\(name)"
        let window = try #require(try MonoWindows(path: path, rate: 16_000, seconds: seconds, count: 1).windows.first)
        let signal = (0..<max(window.count, 187 * 256 + 512)).map { window[$0 % window.count] }
        let patch = Array(LogMel.frames(of: signal).prefix(187 * 96))
        let output = try Weights.network().output(for: patch)
        #expect(Reference.distance(output.probabilities, reference.probabilities) < 1e-3)
    }
}
