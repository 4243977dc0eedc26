/// Fuzzes conditional requests (RFC 9110 section 13): each line is a field `name:value`.
func fuzz(_ bytes: [UInt8]) {
    var headers = Headers()
    var fields: [String: [[UInt8]]] = [:]
    for line in fieldLines(bytes) {
        let name = line.prefix { $0 != UInt8(ascii: ":") }
        guard isToken(Array(name)) else { continue }
        let value = Array(text(trimmed(Array(line.dropFirst(name.count + 1)))).utf8)
        headers.add(text(name), text(value))
        fields[text(lowered(Array(name))), default: []].append(value)
    }
    for (isWeak, isDateStrong) in [(false, true), (true, false)] {
        let model = Model(fields: fields, isWeak: isWeak, isDateStrong: isDateStrong)
        let conditions = Conditions(
            tag: EntityTag("a,b", isWeak: isWeak), modified: Model.modified, isDateStrong: isDateStrong, now: Model.now)
        let judgement = conditions.judge(headers, headers.negotiationFields)
        checkEqual(judgement, model.judgement, "another judgement of \(headers.map { $0 })")
        checkEqual(conditions.allowsRange(headers), model.allowsRange, "another If-Range of \(headers.map { $0 })")
    }
}

private struct Model {
    static let modified = HTTPDate(secondsSinceEpoch: 784_111_777)
    static let now = HTTPDate(secondsSinceEpoch: 784_111_877)
    private static let ours = Array("\"a,b\"".utf8)

    let fields: [String: [[UInt8]]]
    let isWeak: Bool
    let isDateStrong: Bool

    /// RFC 9110 section 13.2.2, steps 1 to 4.
    var judgement: Conditions.Judgement {
        if let lines = fields["if-match"] {
            if !isNamed(lines, strongly: true) { return .failed("If-Match") }
        } else if let date = date("if-unmodified-since"), date < Self.modified {
            return .failed("If-Unmodified-Since")
        }
        if let lines = fields["if-none-match"] { return isNamed(lines, strongly: false) ? .notModified : .proceed }
        guard let date = date("if-modified-since"), date <= Self.now else { return .proceed }
        return date >= Self.modified ? .notModified : .proceed
    }

    var allowsRange: Bool {
        guard let lines = fields["if-range"] else { return true }
        guard lines.count == 1 else { return false }
        if lines[0].first == UInt8(ascii: "\"") { return !isWeak && lines[0] == Self.ours }
        return isDateStrong && date("if-range") == Self.modified
    }

    private func date(_ name: String) -> HTTPDate? {
        guard let lines = fields[name], lines.count == 1 else { return nil }
        return HTTPDate(text(lines[0]), now: Self.now)
    }

    /// `"*" / #entity-tag`; what breaks the grammar names nothing.
    private func isNamed(_ lines: [[UInt8]], strongly: Bool) -> Bool {
        var isNamed = false
        for line in lines {
            if line == Array("*".utf8) {
                isNamed = true
                continue
            }
            guard let tags = Self.tags(line) else { return false }
            let matching = tags.filter { !strongly || (!$0.isWeak && !isWeak) }
            if matching.contains(where: { $0.opaque == Self.ours }) { isNamed = true }
        }
        return isNamed
    }

    /// Cuts at the commas that stand outside of quotes.
    private static func tags(_ line: [UInt8]) -> [(opaque: [UInt8], isWeak: Bool)]? {
        var (elements, isQuoted) = ([[UInt8]()], false)
        for byte in line {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: ","), !isQuoted {
                elements.append([])
            } else {
                elements[elements.count - 1].append(byte)
            }
        }
        var tags: [(opaque: [UInt8], isWeak: Bool)] = []
        for element in elements.map(trimmed) where !element.isEmpty {
            let isWeak = element.starts(with: "W/".utf8)
            let opaque = Array(element.dropFirst(isWeak ? 2 : 0))
            guard opaque.count >= 2, opaque.first == UInt8(ascii: "\""), opaque.last == UInt8(ascii: "\""),
                opaque.dropFirst().dropLast().allSatisfy({ $0 == 0x21 || (0x23...0x7E).contains($0) || $0 >= 0x80 })
            else { return nil }
            tags.append((opaque, isWeak))
        }
        return tags
    }
}
