import Foundation
import Hummingbird
import Ranking
import Sessions

extension RequestScope {
    /// A part of the path, percent-decoded and of an accepted form.
    func value<Value>(_ name: String, _ form: Form<Value>) throws -> Value {
        let text = parameters.get(name)?.removingPercentEncoding
        guard let value = text.flatMap(form.fromText) else {
            let given = text.map { JSONValue.string($0).shown } ?? "what is not percent-encoded UTF-8"
            throw InvalidRequest([FieldProblem(field: name, detail: "Given \(given); \(form.accepted) is accepted.")])
        }
        return value
    }

    /// A sample's id in the path: whatever it is, it is looked up, so that an impossible id is simply not there.
    func sampleID(_ name: String = "id") throws -> SampleID {
        guard let text = parameters.get(name)?.removingPercentEncoding else { throw Problem.unknownSample("") }
        return SampleID(text)
    }
}

extension QueryReader {
    /// For addresses without parameters.
    static func refuseAll(of request: Request) throws(InvalidRequest) {
        var query = QueryReader(request)
        try query.finish()
    }
}
