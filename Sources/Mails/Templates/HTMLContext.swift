/// Where in an HTML text one stands: follows the tokenizer of the HTML Living Standard (section 13.2.5) closely enough to
/// tell how a value must be escaped at each place.
///
/// A conditional comment (`<!--[if mso]>`) is followed inside, as the one client that reads it takes its content for HTML;
/// for all others it stays a comment, since no escaped value holds a `>`.
struct HTMLContext: Equatable {
    /// How much of an address is known to be harmless.
    enum Address: Equatable {
        case nothing
        case scheme(String)
        case safe
        case dangerous
        /// A condition decides what stands before.
        case mixed
    }

    enum Place: Equatable {
        case text
        case tagOpen
        case endTagOpen
        case markup(dashes: Int)
        case declaration
        case comment(start: String, dashes: Int)
        case conditional
        case tagName
        /// Between attributes.
        case tag
        case attributeName(String)
        case afterName(String)
        case beforeValue(String)
        case value(quote: Unicode.Scalar?, attribute: String, Address)
        /// Content of the element that only its end tag ends.
        case raw(matched: String)
    }

    private(set) var place = Place.text
    private var element = ""
    private var isEndTag = false

    mutating func advance(_ scalar: Unicode.Scalar) { place = next(scalar) }

    /// How a value is written here, and the place after it; or why none may stand here.
    mutating func takeVariable() -> Result<Escape, Refusal> {
        switch place {
        case .text: return .success(.html)
        case .raw: return rawEscape
        case .value(let quote?, let attribute, let address): return takeValue(quote, attribute, address)
        case .value, .beforeValue: return .failure(.inside(.unquotedValue))
        case .comment: return .failure(.inside(.comment))
        case .markup, .declaration, .conditional: return .failure(.inside(.declaration))
        default: return .failure(.inside(.tag))
        }
    }

    enum Refusal: Error, Equatable {
        case inside(TemplateProblem.HTMLPlace)
        case unsafeURL
    }

    /// The context after a block that may be shown or left out. Nil where the two stand at different places.
    func joined(with other: HTMLContext) -> HTMLContext? {
        if self == other { return self }
        guard case .value(let quote, let attribute, _) = place, case .value(quote, attribute, _) = other.place,
            element == other.element, isEndTag == other.isEndTag
        else { return nil }
        var joined = self
        joined.place = .value(quote: quote, attribute: attribute, .mixed)
        return joined
    }

    private var rawEscape: Result<Escape, Refusal> {
        switch element {
        case "title", "textarea": .success(.attribute)
        case "style": .failure(.inside(.styleElement))
        case "script": .failure(.inside(.scriptElement))
        default: .failure(.inside(.rawElement))
        }
    }

    private mutating func takeValue(
        _ quote: Unicode.Scalar, _ attribute: String, _ address: Address
    ) -> Result<Escape, Refusal> {
        if attribute.hasPrefix("on") || Self.codeAttributes.contains(attribute) {
            return .failure(.inside(.codeAttribute))
        }
        if attribute == "style" { return .success(.style) }
        guard Self.addressAttributes.contains(attribute) else { return .success(.attribute) }
        switch address {
        case .nothing:
            place = .value(quote: quote, attribute: attribute, .safe)
            return .success(.urlStart)
        case .safe: return .success(.urlPart)
        case .scheme, .dangerous, .mixed: return .failure(.unsafeURL)
        }
    }

    private static let codeAttributes: Set = ["srcset", "srcdoc", "content", "ping", "archive"]
    private static let addressAttributes: Set = [
        "href", "src", "action", "formaction", "background", "cite", "poster", "data", "longdesc", "xlink:href",
    ]
    private static let rawElements: Set = [
        "style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext",
    ]

    private mutating func next(_ scalar: Unicode.Scalar) -> Place {
        switch place {
        case .text: scalar == "<" ? .tagOpen : .text
        case .tagOpen: afterTagOpen(scalar)
        case .endTagOpen: scalar.isASCIILetter ? beginTag(scalar, isEnd: true) : (scalar == ">" ? .text : .declaration)
        case .markup(let dashes): afterMarkup(scalar, dashes)
        case .declaration, .conditional: scalar == ">" ? .text : place
        case .comment(let start, let dashes): afterComment(scalar, start, dashes)
        case .tagName, .tag, .attributeName, .afterName, .beforeValue: insideTag(scalar)
        case .value(let quote, let attribute, let address): insideValue(scalar, quote, attribute, address)
        case .raw(let matched): insideRaw(scalar, matched)
        }
    }

    private mutating func afterTagOpen(_ scalar: Unicode.Scalar) -> Place {
        switch scalar {
        case "!": .markup(dashes: 0)
        case "/": .endTagOpen
        case "?": .declaration
        case "<": .tagOpen
        default: scalar.isASCIILetter ? beginTag(scalar, isEnd: false) : .text
        }
    }

    private mutating func beginTag(_ scalar: Unicode.Scalar, isEnd: Bool) -> Place {
        element = scalar.lowercased
        isEndTag = isEnd
        return .tagName
    }

    private func afterMarkup(_ scalar: Unicode.Scalar, _ dashes: Int) -> Place {
        switch scalar {
        // The two dashes that open a comment may close it at once: `<!-->`.
        case "-": dashes == 1 ? .comment(start: "", dashes: 2) : .markup(dashes: 1)
        case ">": .text
        default: .declaration
        }
    }

    private func afterComment(_ scalar: Unicode.Scalar, _ start: String, _ dashes: Int) -> Place {
        if scalar == ">", dashes >= 2 { return .text }
        let start = start.count < 3 ? start + scalar.lowercased : start
        if start == "[if" { return .conditional }
        // `--!>` closes a comment too.
        let stays = scalar == "!" && dashes >= 2
        return .comment(start: start, dashes: scalar == "-" ? dashes + 1 : (stays ? dashes : 0))
    }

    private mutating func insideTag(_ scalar: Unicode.Scalar) -> Place {
        switch (place, scalar) {
        case (_, ">"): return endTag()
        case (.tagName, _) where scalar != "/" && !scalar.isHTMLBlank:
            element = Self.longer(element, scalar)
            return .tagName
        case (.attributeName(let name), "="), (.afterName(let name), "="): return .beforeValue(name)
        case (.attributeName(let name), _) where scalar.isHTMLBlank: return .afterName(name)
        case (.attributeName(let name), _) where scalar != "/": return .attributeName(Self.longer(name, scalar))
        case (.beforeValue(let name), _): return beforeValue(scalar, name)
        case (.afterName, _) where scalar.isHTMLBlank: return place
        case (_, "/"): return .tag
        default: return scalar.isHTMLBlank ? .tag : .attributeName(scalar.lowercased)
        }
    }

    /// Names are compared with short ones only, so what a long one has beyond 64 letters does not matter.
    private static func longer(_ name: String, _ scalar: Unicode.Scalar) -> String {
        name.utf8.count < 64 ? name + scalar.lowercased : name
    }

    private func beforeValue(_ scalar: Unicode.Scalar, _ name: String) -> Place {
        if scalar.isHTMLBlank { return place }
        if scalar == "\"" || scalar == "'" { return .value(quote: scalar, attribute: name, .nothing) }
        return .value(quote: nil, attribute: name, .nothing)
    }

    private mutating func endTag() -> Place {
        guard !isEndTag, Self.rawElements.contains(element) else {
            element = ""
            isEndTag = false
            return .text
        }
        return .raw(matched: "")
    }

    private mutating func insideValue(
        _ scalar: Unicode.Scalar, _ quote: Unicode.Scalar?, _ attribute: String, _ address: Address
    ) -> Place {
        guard let quote else {
            if scalar == ">" { return endTag() }
            return scalar.isHTMLBlank ? .tag : place
        }
        if scalar == quote { return .tag }
        guard Self.addressAttributes.contains(attribute) else { return place }
        return .value(quote: quote, attribute: attribute, Self.after(scalar, address))
    }

    private static func after(_ scalar: Unicode.Scalar, _ address: Address) -> Address {
        let read: String
        switch address {
        case .nothing: read = ""
        case .scheme(let letters): read = letters
        case .safe, .dangerous, .mixed: return address
        }
        switch scalar {
        case "/", "?", "#": return .safe
        case ":": return ["http", "https", "mailto"].contains(read) ? .safe : .dangerous
        case "&": return .dangerous
        default: return scalar <= " " || read.utf8.count > 100 ? .dangerous : .scheme(read + scalar.lowercased)
        }
    }

    private mutating func insideRaw(_ scalar: Unicode.Scalar, _ matched: String) -> Place {
        let end = "</" + element
        if matched == end, scalar.isHTMLBlank || scalar == "/" || scalar == ">" {
            isEndTag = true
            return scalar == ">" ? endTag() : .tag
        }
        let longer = matched + scalar.lowercased
        if element != "plaintext", end.hasPrefix(longer) { return .raw(matched: longer) }
        return .raw(matched: scalar == "<" ? "<" : "")
    }
}

extension Unicode.Scalar {
    var isHTMLBlank: Bool { self == " " || self == "\t" || self == "\n" || self == "\u{C}" || self == "\r" }

    var isASCIILetter: Bool { isASCII && UInt8(truncatingIfNeeded: value).isLetter }

    /// The scalar as a text, an ASCII capital in lower case.
    var lowercased: String {
        String(Character(("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(value) | 0x20) : self))
    }
}
