import CSoxr

/// Streams mono audio from one rate to another through libsoxr at its high quality (20 bits, 91 % of the band), one owner of
/// a converter.
@safe struct Resampler: ~Copyable {
    private let converter: soxr_t?
    private let ratio: Double

    init(from: Int, to: Int) throws(AudioFileError) {
        ratio = Double(to) / Double(from)
        var error: soxr_error_t?
        unsafe converter =
            from == to ? nil : soxr_create(Double(from), Double(to), 1, &error, nil, nil, nil)
        guard unsafe error == nil else { throw .unsupportedRate(from) }
    }

    deinit { if let converter = unsafe converter { unsafe soxr_delete(converter) } }

    /// Appends the resampled form of the first `count` samples; `last` flushes the converter.
    mutating func add(_ samples: [Float], count: Int, last: Bool, to output: inout [Float]) {
        guard let converter = unsafe converter else {
            output.append(contentsOf: samples.prefix(count))
            return
        }
        var scratch = [Float](repeating: 0, count: Int(Double(count) * ratio) + 4_096)
        var consumed = 0
        while consumed < count {
            var (used, made) = (0, 0)
            let failed = unsafe samples.withUnsafeBufferPointer { input -> Bool in
                guard let base = input.baseAddress else { return true }
                return unsafe soxr_process(
                    converter, base + consumed, count - consumed, &used, &scratch, scratch.count, &made) != nil
            }
            if failed || (used == 0 && made == 0) { return }
            output.append(contentsOf: scratch.prefix(made))
            consumed += used
        }
        // Without input, what is still inside comes out.
        while last {
            var made = 0
            let failed = unsafe soxr_process(converter, nil, 0, nil, &scratch, scratch.count, &made) != nil
            if failed || made == 0 { return }
            output.append(contentsOf: scratch.prefix(made))
        }
    }
}
