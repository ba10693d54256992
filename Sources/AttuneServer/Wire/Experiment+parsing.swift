import Ranking
package import Sessions
package import Telemetry

extension Experiment {
    /// Reads the body of `PUT /v1/experiments/{name}`: `{salt?, enabled?, traffic?, arms: [{name, mode, weight?}]}`.
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
            reader.refuseUnread()
            if let arm, let mode { arms.append(Arm(name: arm, mode: mode, weight: weight ?? 1)) }
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
