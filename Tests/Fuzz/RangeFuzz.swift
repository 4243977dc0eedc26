/// Fuzzes byte ranges (RFC 9110 section 14.1): each line is a Range field.
func fuzz(_ bytes: [UInt8]) {
    let lines = fieldLines(bytes)
    var headers = Headers()
    for line in lines { headers.add("Range", text(line)) }
    // The model reads what the set of fields holds: text, in which bytes that are no UTF-8 were replaced.
    let values = lines.map { Array(text($0).utf8) }
    for size in [0, 1, 10, 1_000, Int.max] {
        let read = ByteRanges(headers, size: size)
        checkEqual(read, plain(values, size), "another meaning of \(values.map(text)) for \(size) bytes")
        guard case .parts(let parts) = read else { continue }
        check((1...ByteRanges.limit).contains(parts.count), "\(parts.count) parts")
        check(parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= size }, "a part lies outside")
        check(parts.reduce(0) { $0 + $1.count } <= size, "the parts are more than the whole")
    }
}

private func plain(_ values: [[UInt8]], _ size: Int) -> ByteRanges {
    guard values.count == 1, text(lowered(Array(values[0].prefix(6)))) == "bytes=" else { return .whole }
    let elements = values[0].dropFirst(6).split(separator: UInt8(ascii: ",")).map { trimmed(Array($0)) }
        .filter { !$0.isEmpty }
    guard !elements.isEmpty, elements.count <= ByteRanges.limit else { return .whole }
    var parts: [Range<Int>] = []
    for element in elements {
        guard let range = range(element, size) else { return .whole }
        if !range.isEmpty { parts.append(range) }
    }
    for (index, part) in parts.enumerated() {
        if parts[(index + 1)...].contains(where: { $0.overlaps(part) }) { return .whole }
    }
    return parts.isEmpty ? .unsatisfiable : .parts(parts)
}

/// Empty where it lies outside; nil where it breaks the grammar.
private func range(_ element: [UInt8], _ size: Int) -> Range<Int>? {
    let sides = element.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { Array($0) }
    guard sides.count == 2, sides.allSatisfy({ $0.allSatisfy(digitBytes.contains) }) else { return nil }
    let (first, last) = (number(sides[0]), number(sides[1]))
    guard let first else {
        guard let last, size > 0 || last == 0 else { return nil }
        return max(0, size - min(last, size))..<size
    }
    if let last, last < first { return nil }
    guard first < size else { return 0..<0 }
    return first..<min(last ?? size, size - 1) + 1
}

/// As the parser documents it, everything from `Int.max` on is the same number.
private func number(_ digits: [UInt8]) -> Int? {
    if digits.isEmpty { return nil }
    let significant = digits.drop { $0 == 48 }
    return significant.isEmpty ? 0 : Int(text(significant)) ?? .max
}
