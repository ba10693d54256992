import CEBUR128
import CHiredis
import COpenBLAS
import CSoxr
import CSndfile
import GRDB
import Outbound

/// The libraries this program runs with, as they report themselves.
enum LibraryVersions {
    static func checks() -> [Check] {
        [
            Check("Swift", .ok, swift),
            sqlite,
            // hiredis has no version at run time; these are the headers it was built with.
            Check("hiredis", .ok, "\(HIREDIS_MAJOR).\(HIREDIS_MINOR).\(HIREDIS_PATCH)"),
            Check("OpenBLAS", .ok, unsafe text(openblas_get_config())),
            Check("libsndfile", .ok, unsafe text(sf_version_string())),
            Check("libsoxr", .ok, unsafe text(soxr_version())),
            Check("libebur128", .ok, ebur128),
            Check("libcurl", .ok, Outbound.libraryVersion),
        ]
    }

    private static var swift: String {
        #if compiler(>=6.4)
        "built with 6.4 or newer"
        #else
        "built with 6.3"
        #endif
    }

    private static var sqlite: Check {
        do {
            let version = try DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
            return Check("SQLite", .ok, version ?? "unknown version")
        } catch {
            return Check("SQLite", .fail, "\(error)", next: "Reinstall SQLite: `make deps`.")
        }
    }

    private static var ebur128: String {
        var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
        unsafe ebur128_get_version(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer = unsafe pointer else { return "unknown version" }
        return unsafe String(cString: pointer)
    }
}
