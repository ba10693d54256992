import NIOPosix

#if os(Linux)
import Glibc
#endif

/// Threads that only rank. On the threads of requests and of the stream's writers, whatever came during a pass over the library
/// would wait for its end; here the operating system shares the cores between them, and where there are too few it favours
/// requests and frames: a list that is late is replaced by a newer one, a request that is late is an error.
final class RankingThreads: TaskExecutor {
    private let pool: NIOThreadPool

    init(count: Int) {
        pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedTaskExecutor()
        // Also what comes after the end is run, by whoever brings it: a task must be able to finish.
        pool.submit { state in
            if state == .active { Self.yieldToOthers() }
            unsafe job.runSynchronously(on: executor)
        }
    }

    /// On Linux a thread has a niceness of its own: at 5 it gets one part where another that wants the same core gets three.
    /// At 10 lists are late before the cores are full (decision 0084).
    private static func yieldToOthers() {
        #if os(Linux)
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 5)
        #endif
    }

    /// Ends the threads, after what they run.
    func stop() async throws { try await pool.shutdownGracefully() }
}
