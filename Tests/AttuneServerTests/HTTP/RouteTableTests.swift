import AttuneServer
import Testing

@Suite("Routes")
struct RouteTableTests {
    private let table = RouteTable([
        RouteTable.Route(path: "/", method: "GET"),
        RouteTable.Route(path: "/v1/things", method: "GET"),
        RouteTable.Route(path: "/v1/things/{id}", method: "GET"),
        RouteTable.Route(path: "/v1/things/{id}", method: "PATCH"),
        RouteTable.Route(path: "/v1/things/scan", method: "POST"),
    ])

    @Test("a path takes the methods of its template, and HEAD wherever GET")
    func methods() {
        #expect(table.methods(for: "/") == ["GET", "HEAD"])
        #expect(table.methods(for: "/v1/things/7") == ["GET", "HEAD", "PATCH"])
        #expect(table.methods(for: "/v1/things/") == ["GET", "HEAD"])
    }

    @Test("what is written out wins over what is captured")
    func literalFirst() {
        #expect(table.methods(for: "/v1/things/scan") == ["POST"])
    }

    @Test("an unknown path takes nothing")
    func unknown() {
        #expect(table.methods(for: "/v1/things/7/8").isEmpty)
        #expect(table.methods(for: "/v2/things").isEmpty)
    }
}
