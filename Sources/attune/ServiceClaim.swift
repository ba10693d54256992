import Foundation

/// A data folder has one service: two would each overwrite what the other acknowledged. The kernel lets go of the folder when the
/// process ends, however it ends.
enum ServiceClaim {
    /// - Parameter folder: exists.
    static func take(_ folder: String) throws(Failure) {
        let path = URL(filePath: folder).appending(path: "service.pid").path
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw Failure(.unavailable, "\(path) cannot be written: \(reason).", next: DataFolder.nextStep)
        }
        // Where files cannot be locked at all, nothing tells.
        if flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            let holder = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int($0) }
            close(file)
            throw Failure(
                .unavailable,
                "The data folder \(folder) is served already\(holder.map { ", by process \($0)" } ?? "").",
                next: "Stop that one, or name another folder with --data-dir or ATTUNE_DATA_DIR.")
        }
        ftruncate(file, 0)
        let text = Array("\(getpid())".utf8)
        _ = unsafe text.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
    }
}
