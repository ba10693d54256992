import Foundation

/// RFC 6902 for tests, over what `JSONSerialization` reads: add, remove, replace and move, by the letter.
enum PatchApplier {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func apply(_ ops: [[String: Any]], to document: Any) throws -> Any {
        try ops.reduce(document) { document, op in
            let path = try parts(op["path"])
            switch op["op"] as? String {
            case "add": return try set(path, op["value"], in: document, inserting: true)
            case "replace":
                _ = try value(path, in: document)
                return try set(path, op["value"], in: document, inserting: false)
            case "remove": return try removed(path, from: document)
            case "move":
                let from = try parts(op["from"])
                let moved = try value(from, in: document)
                return try set(path, moved, in: try removed(from, from: document), inserting: true)
            default: throw Failure(description: "no such operation: \(op)")
            }
        }
    }

    private static func parts(_ pointer: Any?) throws -> [String] {
        guard let text = pointer as? String, text.hasPrefix("/") else { throw Failure(description: "no pointer") }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private static func value(_ path: [String], in document: Any) throws -> Any {
        guard let first = path.first else { return document }
        if let object = document as? [String: Any], let child = object[first] {
            return try value(Array(path.dropFirst()), in: child)
        }
        if let array = document as? [Any], let place = Int(first), array.indices.contains(place) {
            return try value(Array(path.dropFirst()), in: array[place])
        }
        throw Failure(description: "nothing at \(path)")
    }

    private static func set(_ path: [String], _ new: Any?, in document: Any, inserting: Bool) throws -> Any {
        guard let new else { throw Failure(description: "no value") }
        return try change(path, in: document) { parent, last in
            if var object = parent as? [String: Any] {
                object[last] = new
                return object
            }
            guard var array = parent as? [Any], let place = Int(last), place <= array.count else {
                throw Failure(description: "no place \(last)")
            }
            if inserting { array.insert(new, at: place) } else { array[place] = new }
            return array
        }
    }

    private static func removed(_ path: [String], from document: Any) throws -> Any {
        try change(path, in: document) { parent, last in
            if var object = parent as? [String: Any], object.removeValue(forKey: last) != nil { return object }
            guard var array = parent as? [Any], let place = Int(last), array.indices.contains(place) else {
                throw Failure(description: "nothing to remove at \(last)")
            }
            array.remove(at: place)
            return array
        }
    }

    private static func change(
        _ path: [String], in document: Any, _ edit: (Any, String) throws -> Any
    ) throws -> Any {
        guard path.count > 1 else { return try edit(document, path.first ?? "") }
        let child = try change(
            Array(path.dropFirst()), in: try value([path[0]], in: document), edit)
        if var object = document as? [String: Any] {
            object[path[0]] = child
            return object
        }
        guard var array = document as? [Any], let place = Int(path[0]) else {
            throw Failure(description: "nothing at \(path)")
        }
        array[place] = child
        return array
    }
}
