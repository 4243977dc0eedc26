/// Fuzzes Accept-Encoding (RFC 9110 section 12.5.3): each line is a field.
func fuzz(_ bytes: [UInt8]) {
    var headers = Headers()
    var weights: [String: Int] = [:]
    for line in fieldLines(bytes) {
        headers.add("Accept-Encoding", text(line))
        for element in Array(text(line).utf8).split(separator: UInt8(ascii: ",")) {
            guard let (name, weight) = read(trimmed(Array(element))) else { continue }
            let coding = name == "x-gzip" ? "gzip" : name
            weights[coding] = min(weights[coding] ?? 1_000, weight)
        }
    }
    checkEqual(AcceptEncoding(headers).prefersGzip, prefersGzip(weights), "another choice of \(headers.map(\.value))")
}

/// `codings [ OWS ";" OWS "q=" qvalue ]`: the name in lower case, the weight in thousandths.
private func read(_ element: [UInt8]) -> (String, Int)? {
    let sides = element.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map { trimmed(Array($0)) }
    guard sides.count <= 2, isToken(sides[0]) else { return nil }
    let name = text(lowered(sides[0]))
    guard sides.count == 2 else { return (name, 1_000) }
    guard text(lowered(Array(sides[1].prefix(2)))) == "q=", let weight = weight(Array(sides[1].dropFirst(2))) else {
        return nil
    }
    return (name, weight)
}

/// `( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )`.
private func weight(_ value: [UInt8]) -> Int? {
    guard let first = value.first, first == 48 || first == 49 else { return nil }
    guard value.count > 1 else { return first == 49 ? 1_000 : 0 }
    let digits = value.dropFirst(2)
    guard value[1] == UInt8(ascii: "."), digits.count <= 3, digits.allSatisfy(digitBytes.contains) else { return nil }
    if first == 49 { return digits.allSatisfy { $0 == 48 } ? 1_000 : nil }
    return Int(text(digits) + String(repeating: "0", count: 3 - digits.count))
}

/// Everything that is named comes before the plain form, unless that is named too.
private func prefersGzip(_ weights: [String: Int]) -> Bool {
    let gzip = weights["gzip"] ?? weights["*"] ?? 0
    if gzip == 0 { return false }
    if let identity = weights["identity"] { return gzip >= identity }
    // The star stands for the plain form too where it does not stand for gzip.
    return weights["gzip"] == nil || gzip >= weights["*"] ?? 0
}
