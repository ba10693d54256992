/// Why a scenario could not run.
enum ScenarioError: Error, CustomStringConvertible {
    case unreachable(authority: String, reason: String)
    case streamRefused(status: Int)
    /// Changes were not accepted, by what came instead.
    case refused([String: Int])
    case noProcess(Int32)

    var description: String {
        switch self {
        case .unreachable(let authority, let reason):
            "nothing answers at http://\(authority) (\(reason)). Is it running? Start it with: attune serve"
        case .refused(let errors):
            "the server refused a change: " + errors.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ")
        case .noProcess(let id): "there is no process \(id) whose figures can be read; is --server-pid right?"
        case .streamRefused(let status): "the server answered a stream with status \(status), not 200"
        }
    }
}
