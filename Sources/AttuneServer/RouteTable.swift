/// Which methods each path of the service takes.
package struct RouteTable: Sendable {
    /// A path template, `/v1/samples/{id}`, and a method.
    package struct Route: Hashable, Sendable {
        package var path: String
        package var method: String

        package init(path: String, method: String) {
            self.path = path
            self.method = method
        }
    }

    private let templates: [(parts: [Substring], methods: [String])]

    package init(_ routes: [Route]) {
        templates = Dictionary(grouping: routes, by: \.path)
            .map { path, routes in
                var methods = Set(routes.map(\.method))
                if methods.contains("GET") { methods.insert("HEAD") }
                return (path.split(separator: "/"), methods.sorted())
            }
    }

    /// The methods of the path that `path` is an instance of, sorted; literal parts win over captures.
    package func methods(for path: String) -> [String] {
        let parts = path.split(separator: "/")
        return
            templates
            .filter { template in
                template.parts.count == parts.count
                    && zip(template.parts, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
            }
            .min { captures($0.parts) < captures($1.parts) }?
            .methods ?? []
    }

    private func captures(_ parts: [Substring]) -> Int { parts.count { $0.hasPrefix("{") } }
}
