import NIOPosix

/// Threads that only rank. On the threads of requests and of the stream's writers, whatever came during a pass over the library
/// would wait for its end; here the operating system shares the cores between them.
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
        pool.submit { _ in unsafe job.runSynchronously(on: executor) }
    }

    /// Ends the threads, after what they run.
    func stop() async throws { try await pool.shutdownGracefully() }
}
