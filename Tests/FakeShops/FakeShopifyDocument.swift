internal import JSON

/// The text of a GraphQL request as far as the fake needs it: operation, variables with their types, fields with
/// arguments. No fragments, aliases or directives.
///
/// Source: the GraphQL specification (October 2021), section 2.
struct FakeShopifyDocument {
    indirect enum Argument {
        case variable(String)
        /// A number, a truth value, a text, or an enumeration's word as a text.
        case literal(JSONValue)
    }

    struct Field {
        var name: String
        var arguments: [String: Argument] = [:]
        var fields: [Field] = []
    }

    struct Fault: Error {
        var message: String
    }

    private(set) var isMutation = false
    private(set) var name = ""
    /// Types as they are written, such as `[String!]!`, by the variables' names.
    private(set) var variables: [String: String] = [:]
    private(set) var fields: [Field] = []

    private var tokens: ArraySlice<String>

    init(_ text: String) throws(Fault) {
        tokens = Self.tokens(text)[...]
        let kind = try next()
        guard kind == "query" || kind == "mutation" else { throw Fault(message: "syntax error, unexpected \(kind)") }
        isMutation = kind == "mutation"
        name = try next()
        if tokens.first == "(" { try readVariables() }
        fields = try readFields()
        if let rest = tokens.first { throw Fault(message: "syntax error, unexpected \(rest)") }
    }

    // MARK: Grammar

    private mutating func readVariables() throws(Fault) {
        try expect("(")
        while tokens.first != ")" {
            try expect("$")
            let name = try next()
            try expect(":")
            var type = ""
            while let token = tokens.first, token != "$", token != ")" { type += try next() }
            variables[name] = type
        }
        try expect(")")
    }

    private mutating func readFields() throws(Fault) -> [Field] {
        try expect("{")
        var fields: [Field] = []
        while tokens.first != "}" {
            var field = Field(name: try next())
            guard field.name.utf8.allSatisfy(Self.isOfWord) else {
                throw Fault(message: "syntax error, unexpected \(field.name)")
            }
            if tokens.first == "(" { field.arguments = try readArguments() }
            if tokens.first == "{" { field.fields = try readFields() }
            fields.append(field)
        }
        try expect("}")
        return fields
    }

    private mutating func readArguments() throws(Fault) -> [String: Argument] {
        try expect("(")
        var arguments: [String: Argument] = [:]
        while tokens.first != ")" {
            let name = try next()
            try expect(":")
            arguments[name] = try readArgument()
        }
        try expect(")")
        return arguments
    }

    private mutating func readArgument() throws(Fault) -> Argument {
        let token = try next()
        switch token {
        case "$": return .variable(try next())
        case "true", "false": return .literal(.bool(token == "true"))
        case "null": return .literal(.null)
        default: return .literal(Int64(token).map { .integer($0) } ?? .string(token))
        }
    }

    private mutating func next() throws(Fault) -> String {
        guard let token = tokens.popFirst() else { throw Fault(message: "syntax error, unexpected end of file") }
        return token
    }

    private mutating func expect(_ token: String) throws(Fault) {
        let found = try next()
        guard found == token else { throw Fault(message: "syntax error, unexpected \(found), expecting \(token)") }
    }

    /// Words and marks; blanks and commas mean nothing.
    private static func tokens(_ text: String) -> [String] {
        var tokens: [String] = []
        var word: [UInt8] = []
        for byte in Array(text.utf8) + [0x20] {
            if isOfWord(byte) {
                word.append(byte)
                continue
            }
            if !word.isEmpty { tokens.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
            if byte > 0x20, byte != UInt8(ascii: ",") { tokens.append(String(UnicodeScalar(byte))) }
        }
        return tokens
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
