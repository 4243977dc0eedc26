internal import Domain
internal import Engine
internal import JSON
internal import Rules

// What bodies of the API hold beyond what rules do.

extension FieldReader {
    /// 1 … 64 small letters, digits, `-` and `_`: what stands in addresses.
    mutating func key(_ name: String, isRequired: Bool = false) -> String? {
        guard let key = text(name, limit: 64, isRequired: isRequired) else { return nil }
        let isValid = key.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
        }
        if !isValid { fail(name, "must consist of small letters, digits, - and _") }
        return isValid ? key : nil
    }

    mutating func zone(_ name: String, isRequired: Bool = false) -> Zone? {
        guard let text = text(name, limit: 64, isRequired: isRequired) else { return nil }
        let zone = Zone(text)
        if zone == nil { fail(name, "must be a time zone of the IANA database, such as Europe/Warsaw") }
        return zone
    }

    mutating func currency(_ name: String, isRequired: Bool = false) -> Currency? {
        guard let text = text(name, limit: 3, isRequired: isRequired) else { return nil }
        let currency = Currency(text)
        if currency == nil { fail(name, "must be an ISO 4217 currency, such as EUR") }
        return currency
    }

    mutating func email(_ name: String, isRequired: Bool = false) -> String? {
        guard let text = text(name, isRequired: isRequired) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isValid = parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
        if !isValid { fail(name, "must be an e-mail address") }
        return isValid ? text : nil
    }

    /// Any text that is short enough to be hashed.
    mutating func password(_ name: String) -> String? {
        guard let value = required(name) else { return nil }
        guard let text = value.string, (1...1_024).contains(text.utf8.count) else {
            fail(name, "must be text")
            return nil
        }
        return text
    }

    /// A password that is to be set.
    ///
    /// - Parameter known: what anybody knows of the person.
    mutating func newPassword(_ name: String, known: [String?]) -> String? {
        guard let text = password(name) else { return nil }
        guard let fault = PasswordPolicy.fault(text, known: known.compactMap(\.self)) else { return text }
        fail(name, fault)
        return nil
    }

    /// ISO 3166-1 alpha-2.
    mutating func country(_ name: String) -> String? {
        guard let text = text(name, limit: 2) else { return nil }
        let isValid = text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
        if !isValid { fail(name, "must be two capital letters, such as DE") }
        return isValid ? text : nil
    }

    /// 0 … 100 with at most two decimals.
    mutating func percent(_ name: String) -> Decimal? {
        guard let value = value(name) else { return nil }
        guard let number = value.string.flatMap({ Decimal($0) }),
            let hundredths = number.units(decimals: 2, excess: .refused), (0...10_000).contains(hundredths)
        else {
            fail(name, "must be a decimal number as text from 0 to 100 with at most two decimals")
            return nil
        }
        return number
    }

    /// True or false that may not be left out. Where it is, what is answered is not used.
    mutating func flag(_ name: String) -> Bool { required(name) == nil ? false : boolean(name) ?? false }

    /// A list of ids.
    mutating func ids<Entity>(_ name: String) -> [ID<Entity>] {
        guard let value = required(name) else { return [] }
        guard let array = value.array else {
            fail(name, "must be a list")
            return []
        }
        return array.enumerated().compactMap { index, element in
            let id = element.string.flatMap { ID<Entity>(text: $0) }
            if id == nil { failRaw("\(name)/\(index)", "must be an id as text") }
            return id
        }
    }

    mutating func id<Entity>(_ name: String) -> ID<Entity>? {
        guard let value = value(name) else { return nil }
        let id = value.string.flatMap { ID<Entity>(text: $0) }
        if id == nil { fail(name, "must be an id as text") }
        return id
    }
}
