import CKernels
import Foundation

/// A stretch of memory that is a file's content, or nobody's: the one owner of what index snapshots lie in.
///
/// Written once by its maker, and after ``seal()`` only read, from any thread.
@safe final class MappedBytes: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    let count: Int
    /// The open file, or −1 without one.
    private let file: Int32

    private init(base: UnsafeMutableRawPointer, count: Int, file: Int32 = -1) {
        unsafe self.base = base
        self.count = count
        self.file = file
    }

    deinit {
        unsafe munmap(base, count)
        if file >= 0 { close(file) }
    }

    /// Zeroed memory that no file backs; `count` at least 1.
    convenience init(count: Int) throws(IndexFileError) {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let base = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0), unsafe base != MAP_FAILED else {
            throw .system("memory for the index", code: errno)
        }
        unsafe self.init(base: base, count: count)
    }

    /// A new file of `count` zero bytes at `path`, replacing what is there. Its blocks are reserved, so that a full disk
    /// is an error here and not a signal later.
    convenience init(creating path: String, count: Int) throws(IndexFileError) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw .system(path, code: errno) }
        let code = posix_fallocate(file, 0, off_t(count))
        guard code == 0 else {
            close(file)
            throw .system(path, code: code)
        }
        try self.init(mapping: file, count: count, protection: PROT_READ | PROT_WRITE, of: path)
    }

    /// The file at `path`, for reading.
    convenience init(opening path: String) throws(IndexFileError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw errno == ENOENT ? .missing : .system(path, code: errno) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_size > 0 else {
            close(file)
            throw .damaged("it is empty")
        }
        try self.init(mapping: file, count: Int(status.st_size), protection: PROT_READ, of: path)
    }

    /// Takes over `file`.
    private convenience init(
        mapping file: Int32, count: Int, protection: Int32, of path: String
    ) throws(IndexFileError) {
        guard let base = unsafe mmap(nil, count, protection, MAP_SHARED, file, 0), unsafe base != MAP_FAILED else {
            let code = errno
            close(file)
            throw .system(path, code: code)
        }
        unsafe self.init(base: base, count: count, file: file)
    }

    /// Writes everything to the file and makes the memory read-only.
    func seal() throws(IndexFileError) {
        guard unsafe msync(base, count, MS_SYNC) == 0, unsafe mprotect(base, count, PROT_READ) == 0 else {
            throw .system("the index file", code: errno)
        }
    }

    /// Lets the system take back the pages of a range that a file backs; they are read again when next used.
    func release(_ range: Range<Int>) {
        // Memory that no file backs would come back as zeros.
        guard file >= 0 else { return }
        let page = 4_096
        let start = (range.lowerBound + page - 1) / page * page
        let end = range.upperBound / page * page
        if start < end { unsafe madvise(base + start, end - start, MADV_DONTNEED) }
    }

    /// Gives the heap's free pages back to the system, so that what is resident is what is in use.
    static func returnFreedMemory() {
        attune_return_freed_memory()
    }

    /// Reads a range. Traps when it is not inside.
    func read<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe body(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// Bytes of a file of which all may stay in memory.
    private static let smallFile = 64 << 20

    /// Reads a range that is seldom wanted. Of more than a small file at the price of a system call: pages of a mapping would be
    /// brought into memory sixteen at a time and stay. Traps when the range is not inside.
    func fetch<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        guard file >= 0, count > Self.smallFile else { return unsafe read(range, body) }
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe withUnsafeTemporaryAllocation(byteCount: range.count, alignment: 8) { buffer in
            let count = unsafe pread(file, buffer.baseAddress, range.count, off_t(range.lowerBound))
            return count == range.count ? unsafe body(UnsafeRawBufferPointer(buffer)) : unsafe read(range, body)
        }
    }

    /// Writes to a range, before ``seal()``. Traps when it is not inside.
    func write(_ range: Range<Int>, _ body: (UnsafeMutableRawBufferPointer) -> Void) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        unsafe body(UnsafeMutableRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    /// Copies plain values to the bytes from `offset` on.
    func store<Value: BitwiseCopyable>(_ values: [Value], at offset: Int) {
        unsafe values.withUnsafeBytes { source in
            unsafe write(offset..<offset + source.count) { unsafe $0.copyMemory(from: source) }
        }
    }

    /// Plain values of which every bit pattern is one, from the bytes of `range`.
    func load<Value: BitwiseCopyable>(_ range: Range<Int>, as type: Value.Type = Value.self) -> [Value] {
        let count = range.count / MemoryLayout<Value>.stride
        return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialised in
            unsafe read(range) { bytes in
                unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count * MemoryLayout<Value>.stride)))
            }
            initialised = count
        }
    }

    func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Value.Type = Value.self) -> Value
    {
        unsafe read(offset..<offset + MemoryLayout<Value>.size) {
            unsafe Value(littleEndian: $0.loadUnaligned(as: Value.self))
        }
    }

    /// UTF-8 that is seldom wanted, as in ``fetch(_:_:)``.
    func text(_ range: Range<Int>) -> String { unsafe fetch(range) { unsafe String(decoding: $0, as: UTF8.self) } }
}
