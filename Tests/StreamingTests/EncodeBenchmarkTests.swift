import Streaming
import Testing

@Test("the encode benchmark encodes what it was asked to")
func encodeBenchmark() {
    let result = EncodeBenchmark.run(frames: 100, payloadBytes: 1000)
    #expect(result.frames == 100)
    #expect(result.payloadBytes >= 1000)
    #expect(result.framesPerSecond > 0)
    #expect(result.megabytesPerSecond > 0)
}
