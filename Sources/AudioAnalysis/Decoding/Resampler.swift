import CSamplerate

/// Streams mono audio from one rate to another through libsamplerate, one owner of a converter.
@safe struct Resampler: ~Copyable {
    private let converter: OpaquePointer?
    private let ratio: Double
    private let identity: Bool

    init(from: Int, to: Int) throws(AudioFileError) {
        ratio = Double(to) / Double(from)
        identity = from == to
        var code: Int32 = 0
        unsafe converter = identity ? nil : src_new(Int32(SRC_SINC_FASTEST), 1, &code)
        guard code == 0 else { throw .unsupportedRate(from) }
    }

    deinit { if unsafe converter != nil { unsafe _ = src_delete(converter) } }

    /// Appends the resampled form of the first `count` samples; `last` flushes the converter.
    mutating func add(_ samples: [Float], count: Int, last: Bool, to output: inout [Float]) {
        if identity {
            output.append(contentsOf: samples.prefix(count))
            return
        }
        var scratch = [Float](repeating: 0, count: Int(Double(count) * ratio) + 4_096)
        var consumed = 0
        while true {
            var generated = 0
            var used = 0
            let failed = unsafe samples.withUnsafeBufferPointer { input in
                unsafe scratch.withUnsafeMutableBufferPointer { out in
                    var data = unsafe SRC_DATA()
                    unsafe data.data_in = input.baseAddress.map { unsafe $0 + consumed }
                    unsafe data.input_frames = count - consumed
                    unsafe data.data_out = out.baseAddress
                    unsafe data.output_frames = out.count
                    unsafe data.end_of_input = last ? 1 : 0
                    unsafe data.src_ratio = ratio
                    let code = unsafe src_process(converter, &data)
                    unsafe generated = data.output_frames_gen
                    unsafe used = data.input_frames_used
                    return code != 0
                }
            }
            if failed { return }
            output.append(contentsOf: scratch.prefix(generated))
            consumed += used
            if consumed >= count, generated < scratch.count { return }
            if generated == 0, used == 0 { return }
        }
    }
}
