import Ranking
package import Sessions
package import Telemetry

extension Experiment {
    /// Reads the body of `PUT /v1/experiments/{name}`: `{salt?, enabled?, traffic?, arms: [{name, mode, weight?, weights?}]}`.
    package init(named name: String, parsing json: JSONValue) throws(InvalidRequest) {
        var fields = FieldReader(json)
        let salt = fields.optional("salt", .anyText)
        let enabled = fields.optional("enabled", .boolean)
        let traffic = fields.optional("traffic", .anyNumber)
        let elements = fields.required("arms", .array(1...Self.mostArms)) ?? []
        var arms: [Arm] = []
        for (place, element) in elements.enumerated() {
            var reader = FieldReader(element, path: "arms[\(place)]")
            let arm = reader.required("name", .anyText)
            let mode = reader.required("mode", Form<RankingMode>.oneOf)
            let weight = reader.optional("weight", .anyNumber)
            let weights = reader.optional("weights", .anyObject)
            reader.refuseUnread()
            if let arm, let mode {
                arms.append(Arm(name: arm, mode: mode, weight: weight ?? 1, weights: reader.weights(weights)))
            }
            fields.note(reader.problems)
        }
        self.init(name: name, salt: salt ?? name, enabled: enabled ?? true, traffic: traffic ?? 1, arms: arms)
        // Places in the list are only true when every arm could be read.
        if arms.count == elements.count, !arms.isEmpty {
            for problem in problems() { fields.problem(problem.field, problem.detail) }
        }
        try fields.finish()
    }
}

extension FieldReader {
    /// Weights of components, under the rules of a context's `preferences.weights`.
    fileprivate mutating func weights(_ json: JSONValue?) -> [Component: Double] {
        guard let json else { return [:] }
        do {
            return try Preferences(parsing: .object(["weights": json])).weights
        } catch {
            for wrong in error.problems { problem(wrong.field, wrong.detail) }
            return [:]
        }
    }
}

extension Form where Value == String {
    /// The names of experiments and arms.
    static var experimentName: Form {
        Form(
            "1 to 64 characters of a-z 0-9 -",
            text: { text in
                let isPlain = text.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                }
                return isPlain && (1...64).contains(text.utf8.count) ? text : nil
            })
    }
}
