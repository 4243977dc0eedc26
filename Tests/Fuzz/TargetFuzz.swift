/// Fuzzes request targets, their queries, and bodies of forms, against the second reader.
func fuzz(_ bytes: [UInt8]) {
    // What comes from a request line is visible ASCII: everything else was refused before.
    let target = bytes.map { $0 & 0x7F }.filter { $0 > 32 && $0 < 127 }
    for method in [Method.get, .options, .connect] {
        let read = try? RequestTarget(text(target), method: method)
        let plain = target.isEmpty ? nil : PlainTarget(target, method: method.rawValue)
        check((read == nil) == (plain == nil), "one reader refuses \(text(target)): \(read == nil)")
        guard let read, let plain else { continue }
        checkEqual(Array(read.path.utf8), plain.path, "another path")
        checkEqual(Array(read.rawPath.utf8), plain.rawPath, "another raw path")
        checkEqual(read.authority.map { Array($0.utf8) }, plain.authority, "another authority")
        checkEqual(read.query.pairs.map { [Array($0.name.utf8), Array($0.value.utf8)] }, plain.pairs, "other pairs")
        if read.rawPath.hasPrefix("/") {
            checkEqual("/" + read.segments.joined(separator: "/"), read.path, "the segments are not the path")
        }
    }
    form(bytes)
}

/// A form's body may hold any byte. What it says, written again, must say the same.
private func form(_ bytes: [UInt8]) {
    guard let query = try? Query(form: bytes) else { return }
    let written = query.pairs.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
    let again = try? Query(form: written.utf8)
    checkEqual(
        again?.pairs.filter { $0 != Query.Pair("", "") }, query.pairs.filter { $0 != Query.Pair("", "") },
        "written again it says something else")
    check(query.pairs.count <= bytes.count, "more pairs than bytes")
}
