import CSndfile
import Foundation

/// The one owner of an open sound file: decodes in blocks, so memory does not depend on the length.
@safe public struct AudioReader: ~Copyable {
    public let format: AudioFormat
    let handle: OpaquePointer
    private var position = 0

    /// Opens a regular file; never blocks on a FIFO.
    public init(path: String) throws(AudioFileError) {
        let descriptor = try Self.openRegularFile(path)
        var info = SF_INFO()
        // libsndfile closes the descriptor, also when it fails to open the file.
        guard let handle = unsafe sf_open_fd(descriptor, Int32(SFM_READ), &info, Int32(SF_TRUE)) else {
            throw Self.openError()
        }
        var format = AudioFormat(
            sampleRate: Int(info.samplerate), channels: Int(info.channels), frames: Int(clamping: info.frames),
            container: AudioFormat.Container(sndfile: info.format))
        do throws(AudioFileError) {
            try Self.requireSupported(format)
            // An Ogg stream whose end is missing does not say how long it is.
            if format.container == .ogg, format.frames == .max {
                format.frames = try unsafe Self.counted(handle, channels: format.channels)
            }
            guard format.frames <= AudioFormat.mostFrames else {
                throw .corrupt("it claims to last \(format.frames / format.sampleRate / 3_600) hours")
            }
        } catch {
            unsafe sf_close(handle)
            throw error
        }
        unsafe self.handle = handle
        self.format = format
    }

    deinit { unsafe sf_close(handle) }

    /// Decodes the next frames, interleaved, nominally −1…1, into the front of `block`, whose count must be at least one
    /// frame. Returns the number of frames; 0 is the end.
    public mutating func read(into block: inout [Float]) throws(AudioFileError) -> Int {
        let wanted = block.count / format.channels
        let frames = unsafe block.withUnsafeMutableBufferPointer { buffer -> Int in
            guard let base = buffer.baseAddress else { return 0 }
            return Int(unsafe sf_readf_float(handle, base, sf_count_t(wanted)))
        }
        if frames < wanted, unsafe sf_error(handle) != SF_ERR_NO_ERROR {
            throw .corrupt(unsafe Self.text(sf_strerror(handle)))
        }
        position += frames
        return frames
    }

    /// Moves to a frame of the file; the next ``read(into:)`` starts there.
    public mutating func seek(to frame: Int) throws(AudioFileError) {
        guard frame != position else { return }
        guard unsafe sf_seek(handle, sf_count_t(frame), Int32(SEEK_SET)) >= 0 else {
            throw .corrupt(unsafe Self.text(sf_strerror(handle)))
        }
        position = frame
    }

    /// The frames that can be decoded; the file is at its beginning again.
    private static func counted(_ handle: OpaquePointer, channels: Int) throws(AudioFileError) -> Int {
        let wanted = 4_096
        var block = [Float](repeating: 0, count: wanted * channels)
        var frames = 0
        while true {
            let count = Int(unsafe sf_readf_float(handle, &block, sf_count_t(wanted)))
            guard count > 0 else { break }
            frames += count
        }
        guard unsafe sf_seek(handle, 0, Int32(SEEK_SET)) == 0 else { throw .corrupt("its end is missing") }
        return frames
    }

    private static func requireSupported(_ format: AudioFormat) throws(AudioFileError) {
        guard AudioFormat.supportedRates.contains(format.sampleRate) else { throw .unsupportedRate(format.sampleRate) }
        guard AudioFormat.supportedChannels.contains(format.channels) else {
            throw .unsupportedChannels(format.channels)
        }
    }

    private static func openRegularFile(_ path: String) throws(AudioFileError) -> Int32 {
        let descriptor = unsafe path.withCString { name in
            unsafe open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        }
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .missing : .unreadable(unsafe text(strerror(errno)))
        }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw .unreadable(unsafe text(strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notRegularFile
        }
        guard status.st_size > 0 else {
            close(descriptor)
            throw .empty
        }
        return descriptor
    }

    private static func openError() -> AudioFileError {
        // The codes of sf_open_fd's failure are global to libsndfile; another thread's failure may be reported instead,
        // so only the class of error is derived from them.
        let code = sf_error(nil)
        if code == SF_ERR_UNRECOGNISED_FORMAT { return .notAudio }
        let words = unsafe text(sf_error_number(code))
        return code == SF_ERR_NO_ERROR ? .notAudio : .corrupt(words)
    }

    static func text(_ words: UnsafePointer<CChar>?) -> String {
        guard let words = unsafe words else { return "unknown error" }
        let text = unsafe String(cString: words)
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}

extension AudioFormat.Container {
    init(sndfile format: Int32) {
        switch format & Int32(SF_FORMAT_TYPEMASK) {
        case Int32(SF_FORMAT_WAV), Int32(SF_FORMAT_WAVEX):
            let plain: [Int] = [
                SF_FORMAT_PCM_U8, SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32, SF_FORMAT_FLOAT,
            ]
            self = plain.contains(Int(format) & SF_FORMAT_SUBMASK) ? .wav : .other
        case Int32(SF_FORMAT_FLAC): self = .flac
        case Int32(SF_FORMAT_OGG): self = .ogg
        case Int32(SF_FORMAT_MPEG): self = .mp3
        case Int32(SF_FORMAT_AIFF): self = .aiff
        default: self = .other
        }
    }
}
