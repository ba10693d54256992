import AttuneSettings

/// Whether the service asks for tokens, and has what it takes to check them.
enum AccessCheck {
    static func check(_ settings: Settings) async -> Check {
        guard settings.authentication.isConfigured else {
            return Check("access", .ok, "no tokens are asked for, so the service keeps to this machine")
        }
        do {
            _ = try await settings.authentication.authority()
            return Check("access", .ok, "tokens are asked for; make one with `attune token NAME`")
        } catch {
            let failure = Failure(error)
            return Check("access", .fail, failure.sentence, next: failure.nextStep)
        }
    }
}
