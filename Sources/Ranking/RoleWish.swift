public import Music

/// Which role a session asks for.
public enum RoleWish: Hashable, Sendable {
    case only(Role)
    /// Whatever the arrangement lacks beside what is playing (``ArrangementGap``).
    case auto
}

extension RoleWish: RawRepresentable, CaseIterable {
    public static let allCases = [auto] + Role.allCases.map(only)

    /// `auto`, or the role's own name.
    public var rawValue: String {
        switch self {
        case .only(let role): role.rawValue
        case .auto: "auto"
        }
    }

    public init?(rawValue: String) {
        if rawValue == "auto" {
            self = .auto
        } else if let role = Role(rawValue: rawValue) {
            self = .only(role)
        } else {
            return nil
        }
    }
}
