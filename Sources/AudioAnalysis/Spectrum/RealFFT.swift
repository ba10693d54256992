import CKissFFT
import Foundation

/// Power spectra of real frames through KissFFT, one owner of a plan and its work space.
@safe struct RealFFT: ~Copyable {
    /// Samples per frame; even.
    let size: Int
    /// Bins per spectrum: `size / 2 + 1`.
    let bins: Int
    private let plan: kiss_fftr_cfg?
    private let window: [Float]
    private var frame: [Float]
    private var spectrum: [kiss_fft_cpx]

    /// A plan for frames of `size` samples under a periodic Hann window.
    init(size: Int) {
        self.size = size
        bins = size / 2 + 1
        unsafe plan = kiss_fftr_alloc(Int32(size), 0, nil, nil)
        window = (0..<size).map { 0.5 - 0.5 * cos(2 * .pi * Float($0) / Float(size)) }
        frame = [Float](repeating: 0, count: size)
        spectrum = [kiss_fft_cpx](repeating: kiss_fft_cpx(), count: bins)
    }

    deinit { unsafe free(UnsafeMutableRawPointer(plan)) }

    /// Magnitudes of the frame that starts at `start`, reading zeros outside `signal`, into `magnitudes` (``bins`` values),
    /// scaled so that a full-scale sine on a bin has magnitude 1.
    mutating func magnitudes(of signal: [Float], at start: Int, into magnitudes: inout [Float]) {
        for i in 0..<size {
            let index = start + i
            frame[i] = index >= 0 && index < signal.count ? signal[index] * window[i] : 0
        }
        unsafe kiss_fftr(plan, frame, &spectrum)
        let scale = 4 / Float(size)
        for bin in 0..<bins {
            let value = spectrum[bin]
            magnitudes[bin] = (value.r * value.r + value.i * value.i).squareRoot() * scale
        }
    }
}
