import AttuneSettings
import Foundation
import Outbound

/// Whether the service answers, and what it says of itself.
enum ServiceCheck {
    /// The part of `/health/ready` that is shown.
    private struct Readiness: Decodable {
        struct Check: Decodable {
            var name: String
            var state: String?
            var detail: String?
        }

        var checks: [Check]?
    }

    /// - Parameter expected: whether the person named the service, so that its absence is a failure.
    static func check(baseURL: String, expected: Bool) -> Check {
        let base = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        let request = OutboundRequest(
            url: base + "/health/ready", timeLimitSeconds: 3, sizeLimit: 1 << 16, direct: isLocal(base))
        do {
            let response = try Outbound.get(request)
            let detail = "\(base) answers \(response.status)"
            if response.status == 200 { return Check("service", .ok, detail + summary(response)) }
            return Check("service", .fail, detail + summary(response), next: "Read the service's log.")
        } catch .unreachable where !expected {
            return Check("service", .ok, "not running on \(base); start it with `attune serve`")
        } catch {
            return Check(
                "service", expected ? .fail : .warn, "\(base): \(words(error))",
                next: "Check that `attune serve` runs, and its --host and --port.")
        }
    }

    private static func isLocal(_ base: String) -> Bool {
        guard let host = URLComponents(string: base)?.host else { return false }
        return host == "localhost" || host.hasPrefix("127.") || host == "[::1]" || host == "::1"
    }

    private static func summary(_ response: OutboundResponse) -> String {
        guard let readiness = try? JSONDecoder().decode(Readiness.self, from: Data(response.body)) else { return "" }
        let parts = (readiness.checks ?? []).map { check in
            "\(check.name) \([check.state, check.detail.map { "(\($0))" }].compactMap { $0 }.joined(separator: " "))"
        }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
    }

    private static func words(_ error: OutboundError) -> String {
        switch error {
        case .malformed(let text), .unreachable(let text), .failed(let text): text
        case .timedOut(let seconds): "no answer within \(seconds) s"
        case .tooLarge(let limit): "more than \(limit) bytes, so hardly Attune"
        }
    }
}
