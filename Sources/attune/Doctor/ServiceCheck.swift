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
            url: base + "/health/ready", timeLimitSeconds: 3, sizeLimit: 1 << 16, direct: Outbound.isLocal(base))
        do {
            let response = try Outbound.send(request)
            let detail = "\(base) answers \(response.status)"
            if response.status == 200 { return Check("service", .ok, detail + summary(response)) }
            return Check("service", .fail, detail + summary(response), next: "Read the service's log.")
        } catch .unreachable where !expected {
            return Check("service", .ok, "not running on \(base); start it with `attune serve`")
        } catch {
            return Check(
                "service", expected ? .fail : .warn, "\(base): \(error)",
                next: "Check that `attune serve` runs, and its --host and --port.")
        }
    }

    private static func summary(_ response: OutboundResponse) -> String {
        guard let readiness = try? JSONDecoder().decode(Readiness.self, from: Data(response.body)) else { return "" }
        let parts = (readiness.checks ?? []).map { check in
            "\(check.name) \([check.state, check.detail.map { "(\($0))" }].compactMap { $0 }.joined(separator: " "))"
        }
        return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
    }
}
