/// A scanner of the XML that the webservice answers, as far as an edit of single elements needs it: every element's place
/// and text. Strict: what the webservice does not write (comments, document types, processing instructions, unknown
/// references) is refused, and so is everything that is not whole.
///
/// Source: XML 1.0, sections 2.1 to 3.1; the productions are quoted at their readers.
struct PrestaShopXML {
    /// One element: where it stands, from the first byte of its start tag to the last of its end tag.
    struct Element {
        /// The names of the elements around it and its own, by slashes.
        var path: String
        var range: Range<Int>
        /// The character data directly in it. References stay as they were written.
        var text: String
    }

    /// In the order in which they end.
    private(set) var elements: [Element] = []
    private let bytes: [UInt8]
    private var position = 0
    private var open: [(name: String, start: Int, text: [UInt8])] = []

    /// What is wrong with a text: where, in bytes, but never what stands there.
    struct Fault: Error, Equatable {
        var position: Int
    }

    /// Elements within elements that are accepted.
    private static let maximumDepth = 16

    init(_ bytes: [UInt8]) throws(Fault) {
        self.bytes = bytes
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Fault(position: 0) }
        try skipDeclaration()
        skipBlanks()
        try readTag()
        while !open.isEmpty { try readContent() }
        skipBlanks()
        guard position == bytes.count else { throw fault }
    }

    /// The only element at that path; nil where there is none or more than one.
    func element(_ path: String) -> Element? {
        let found = elements.filter { $0.path == path }
        return found.count == 1 ? found.first : nil
    }

    /// The only element at that path, if no other is in it.
    func leaf(_ path: String) -> Element? {
        elements.contains { $0.path.hasPrefix("\(path)/") } ? nil : element(path)
    }

    // MARK: Reading

    private var fault: Fault { Fault(position: position) }

    /// `XMLDecl ::= '<?xml' VersionInfo EncodingDecl? SDDecl? S? '?>'`
    private mutating func skipDeclaration() throws(Fault) {
        guard skip("<?xml ") else { return }
        while !skip("?>") {
            guard position < bytes.count, bytes[position] != UInt8(ascii: "<") else { throw fault }
            position += 1
        }
    }

    /// `content ::= CharData? ((element | Reference | CDSect | PI | Comment) CharData?)*`
    private mutating func readContent() throws(Fault) {
        if skip("<![CDATA[") { return try readCDATA() }
        if starts("<") { return try readTag() }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
        guard position < bytes.count, let last = open.indices.last else { throw fault }
        open[last].text += bytes[start..<position]
    }

    /// `CDSect ::= '<![CDATA[' (Char* - (Char* ']]>' Char*)) ']]>'`
    private mutating func readCDATA() throws(Fault) {
        let start = position
        while !starts("]]>") {
            guard position < bytes.count else { throw fault }
            position += 1
        }
        guard let last = open.indices.last else { throw fault }
        open[last].text += bytes[start..<position]
        position += 3
    }

    /// `STag ::= '<' Name (S Attribute)* S? '>'`, `ETag ::= '</' Name S? '>'`,
    /// `EmptyElemTag ::= '<' Name (S Attribute)* S? '/>'`
    private mutating func readTag() throws(Fault) {
        let start = position
        if skip("</") {
            let name = try readName()
            skipBlanks()
            guard skip(">"), open.last?.name == name else { throw fault }
            return close()
        }
        guard skip("<") else { throw fault }
        let name = try readName()
        try skipAttributes()
        guard open.count < Self.maximumDepth else { throw fault }
        open.append((name, start, []))
        if skip("/>") { return close() }
        guard skip(">") else { throw fault }
    }

    private mutating func close() {
        let path = open.map(\.name).joined(separator: "/")
        guard let element = open.popLast() else { return }
        elements.append(
            Element(
                path: path, range: element.start..<position, text: String(decoding: element.text, as: UTF8.self)))
    }

    /// `Attribute ::= Name Eq AttValue`; a value holds no `<`.
    private mutating func skipAttributes() throws(Fault) {
        while true {
            let before = position
            skipBlanks()
            if starts("/>") || starts(">") { return }
            guard position > before else { throw fault }
            _ = try readName()
            guard skip("="), position < bytes.count else { throw fault }
            let quote = bytes[position]
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw fault }
            position += 1
            while position < bytes.count, bytes[position] != quote, bytes[position] != UInt8(ascii: "<") {
                position += 1
            }
            guard position < bytes.count, bytes[position] == quote else { throw fault }
            position += 1
        }
    }

    /// The names that the webservice uses: letters, digits, `_`, `-` and `:`.
    private mutating func readName() throws(Fault) -> String {
        let start = position
        while position < bytes.count, Self.isName(bytes[position]) { position += 1 }
        guard position > start else { throw fault }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0D, 0x0A].contains(bytes[position]) { position += 1 }
    }

    private func starts(_ text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private mutating func skip(_ text: String) -> Bool {
        guard starts(text) else { return false }
        position += text.utf8.count
        return true
    }
}
