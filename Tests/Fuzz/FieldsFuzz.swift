/// Fuzzes sets of header fields: lists, look-ups, changes, and the head of a response made of them. The input is lines
/// `name:value`; the model is a plain list of pairs.
func fuzz(_ bytes: [UInt8]) {
    var headers = Headers()
    var model: [(name: [UInt8], value: [UInt8])] = []
    for line in bytes.split(separator: 0x0A).map({ Array($0) }) {
        let name = Array(text(line.prefix { $0 != UInt8(ascii: ":") }).utf8)
        let value = Array(text(line.drop { $0 != UInt8(ascii: ":") }.dropFirst()).utf8)
        let isGood = isToken(name) && value.allSatisfy { $0 == 9 || ($0 >= 32 && $0 != 127) }
        let before = headers.malformedField
        headers.add(text(name), text(value))
        if isGood { model.append((name, value)) }
        check((headers.malformedField == nil) == (before == nil && isGood), "a malformed field was not noted")
    }
    compare(headers, model)
    compareCookies(headers, model)
    writeResponse(headers, model)
    change(headers, model)
}

private func compare(_ headers: Headers, _ model: [(name: [UInt8], value: [UInt8])]) {
    checkEqual(
        headers.map { [Array($0.name.utf8), Array($0.value.utf8)] }, model.map { [$0.name, $0.value] }, "fields")
    for name in Set(model.map { lowered($0.name) } + [Array("absent".utf8)]) {
        let values = model.filter { lowered($0.name) == name }.map(\.value)
        checkEqual(headers.values(text(name)).map { Array($0.utf8) }, values, "values")
        checkEqual(headers[text(name)].map { Array($0.utf8) }, values.first, "the first value")
        checkEqual(headers.contains(text(name)), !values.isEmpty, "contains")
        let elements = values.flatMap { $0.split(separator: UInt8(ascii: ",")) }.map { trimmed(Array($0)) }
        checkEqual(headers.elements(text(name)).map { Array($0.utf8) }, elements.filter { !$0.isEmpty }, "elements")
    }
}

/// RFC 6265 section 4.2, as `Headers.cookies` documents it.
private func compareCookies(_ headers: Headers, _ model: [(name: [UInt8], value: [UInt8])]) {
    var pairs: [[[UInt8]]] = []
    for field in model where text(lowered(field.name)) == "cookie" {
        for piece in field.value.split(separator: UInt8(ascii: ";")) {
            let sides = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let pair = sides.map { trimmed(Array($0)) }
            if pair.count == 2, !pair[0].isEmpty { pairs.append(pair) }
        }
    }
    let read = headers.cookies.map { [Array($0.name.utf8), Array($0.value.utf8)] }
    checkEqual(read, pairs.prefix(256).map { $0.map { Array(text($0).utf8) } }, "other cookies")
    for pair in pairs.prefix(256) {
        let first = pairs.first { $0[0] == pair[0] }?[1] ?? []
        checkEqual(
            headers.cookie(named: text(pair[0])).map { Array($0.utf8) }, Array(text(first).utf8), "another cookie")
    }
}

/// No field may become two lines, or none.
private func writeResponse(_ headers: Headers, _ model: [(name: [UInt8], value: [UInt8])]) {
    guard headers.malformedField == nil else { return }
    var output: [UInt8] = []
    let common = CommonHeaders(["Server": "e", "X-Common": "1"])
    ResponseWriter.append(
        .ok, headers, framing: .length(3), connection: .close, date: [], common: common, to: &output)
    let own = model.map { $0.name + Array(": ".utf8) + $0.value }
    let added = [("server", "Server: e"), ("x-common", "X-Common: 1")]
        .filter { name, _ in !model.contains { text(lowered($0.name)) == name } }.map { Array($0.1.utf8) }
    let expected =
        [Array("HTTP/1.1 200 OK".utf8)] + own + added
        + [Array("Content-Length: 3".utf8), Array("Connection: close".utf8), [], []]
    checkEqual(output, Array(expected.joined(separator: Array("\r\n".utf8))), "the response is another one")
}

private func change(_ headers: Headers, _ model: [(name: [UInt8], value: [UInt8])]) {
    guard let name = model.first.map(\.name) else { return }
    let others = model.filter { lowered($0.name) != lowered(name) }
    var changed = headers
    changed[text(name)] = "new"
    compare(changed, others + [(name, Array("new".utf8))])
    changed.remove(text(lowered(name)))
    compare(changed, others)
}
