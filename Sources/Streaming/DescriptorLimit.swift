#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How many files and sockets this process may hold open: every stream takes one.
package enum DescriptorLimit {
    /// What holds now, and what an unprivileged process may raise it to.
    package static var current: (soft: Int, hard: Int)? {
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return nil }
        return (Int(clamping: limit.rlim_cur), Int(clamping: limit.rlim_max))
    }

    /// Raises the soft limit to the hard one, and returns what holds then.
    @discardableResult
    package static func raise() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return 0 }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            // Refused where the kernel's own limit is lower: then what holds stays.
            _ = unsafe setrlimit(resource, &limit)
        }
        return current?.soft ?? 0
    }

    #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let resource = RLIMIT_NOFILE
    #endif
}
