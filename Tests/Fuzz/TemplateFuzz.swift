/// Fuzzes mail templates: what is taken is rendered with hostile values, and none of them may leave its place.
func fuzz(_ bytes: [UInt8]) {
    let file = text(bytes)
    for kind in [Template.Kind.html, .text] {
        guard let template = try? Template(parsing: file, kind: kind, known: ["a", "reason", "shop_url"]) else {
            continue
        }
        check(template.variables.isSubset(of: ["a", "reason", "shop_url"]), "an unknown variable was taken")
        let plain = template.render(values("x"))
        let hostile = template.render(values("<\"'&>\r\n{a}{#if a}javascript:"))
        check(!hostile.subject.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }, "a line in a subject")
        guard kind == .html else { continue }
        // A line break becomes `<br>`, and is left out here.
        let body = template.render(values("<\"'&>{a}{#if a}javascript:")).body
        for mark in "<>\"'" {
            checkEqual(count(mark, plain.body), count(mark, body), "a value brought \(mark) into \(file)")
        }
    }
}

private func values(_ value: String) -> [String: TemplateValue] {
    ["a": .text(value), "reason": .text(value), "shop_url": .text(value)]
}

private func count(_ mark: Character, _ text: String) -> Int {
    text.utf8.count { $0 == mark.asciiValue }
}
