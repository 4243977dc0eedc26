@testable import Secrets
import Testing

struct StoredSecretTests {
    // MARK: Passwords

    @Test(
        "scrypt gives RFC 7914's keys",
        arguments: [
            (
                "", "", 4, 1, 1,
                "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                    + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
            ),
            (
                "password", "NaCl", 10, 8, 16,
                "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
            ),
            (
                "pleaseletmein", "SodiumChloride", 14, 8, 1,
                "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
            ),
        ] as [(String, String, UInt32, UInt32, UInt32, String)])
    func rfc7914(password: String, salt: String, log2N: UInt32, r: UInt32, p: UInt32, key: String) {
        let cost = PasswordHash.Cost(log2N: log2N, r: r, p: p)
        let result = PasswordHash.scrypt(Array(password.utf8), salt: Array(salt.utf8), cost: cost, length: 64)
        #expect(Hex.encode(result) == key)
    }

    @Test("a password matches its stored hash and no other does")
    func passwords() throws {
        let hash = PasswordHash(of: "correct horse ü")
        #expect(hash.description.hasPrefix("scrypt$15$8$1$"))
        let stored = try PasswordHash(stored: hash.description)
        #expect(stored.description == hash.description)
        #expect(stored.matches("correct horse ü"))
        #expect(!stored.matches("correct horse u"))
        #expect(!stored.matches(""))
        #expect(!stored.needsRehash)
        #expect(PasswordHash(of: "correct horse ü").description != hash.description)
    }

    @Test("a hash with other costs still works and asks to be renewed")
    func rehash() throws {
        let old = PasswordHash(of: "secret", salt: [UInt8](repeating: 1, count: 16), cost: .init(log2N: 10, r: 8, p: 1))
        let stored = try PasswordHash(stored: old.description)
        #expect(stored.matches("secret"))
        #expect(stored.needsRehash)
    }

    @Test(
        "a damaged or costly stored hash is refused",
        arguments: [
            "", "scrypt", "scrypt$15$8$1$c2FsdHNhbHQ", "bcrypt$15$8$1$c2FsdHNhbHQ$\(key)",
            "scrypt$x$8$1$c2FsdHNhbHQ$\(key)",
            "scrypt$15$8$1$c2FsdHNhbHQ=$\(key)", "scrypt$15$8$1$c2FsdHNhbHQ$\(key)A",
            "scrypt$15$8$1$c2FsdHNhbHQ$\(key)$",
            "scrypt$9$8$1$c2FsdHNhbHQ$\(key)", "scrypt$21$8$1$c2FsdHNhbHQ$\(key)", "scrypt$15$17$1$c2FsdHNhbHQ$\(key)",
            "scrypt$15$8$5$c2FsdHNhbHQ$\(key)", "scrypt$15$0$1$c2FsdHNhbHQ$\(key)", "scrypt$-15$8$1$c2FsdHNhbHQ$\(key)",
            "scrypt$15$8$1$c2FsdA$\(key)", "scrypt$15$8$1$c2FsdHNhbHQ$c2hvcnQ",
        ])
    func damaged(text: String) {
        #expect(throws: SecretsError.malformedPasswordHash) { _ = try PasswordHash(stored: text) }
    }

    /// 32 zero bytes.
    private static let key = String(repeating: "A", count: 43)

    // MARK: Sealed values

    private static let key1 = [UInt8](repeating: 1, count: 32)
    private static let key2 = [UInt8](repeating: 2, count: 32)

    @Test("a sealed value opens with its key in its place only")
    func sealing() throws {
        let box = try SecretBox(key: Self.key1)
        for plain in ["", "s", "whsec_geheim ü", String(repeating: "x", count: 10_000)] {
            let sealed = box.seal(plain, for: "sources.secret/1")
            #expect(sealed.hasPrefix("v1."))
            #expect(try box.openText(sealed, for: "sources.secret/1") == plain)
            #expect(throws: SecretsError.wrongKeyOrPlace) { try box.open(sealed, for: "sources.secret/2") }
            #expect(throws: SecretsError.wrongKeyOrPlace) { try box.open(sealed, for: "") }
            let other = try SecretBox(key: Self.key2)
            #expect(throws: SecretsError.wrongKeyOrPlace) { try other.open(sealed, for: "sources.secret/1") }
            #expect(box.seal(plain, for: "sources.secret/1") != sealed)
        }
    }

    @Test("any byte changed, cut off or added is noticed")
    func tampering() throws {
        let box = try SecretBox(key: Self.key1)
        let sealed = box.seal("secret", for: "p")
        let bytes = try #require(Base64.decode(sealed.dropFirst(3), .url))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x10
            let text = "v1." + Base64.encode(changed, .url)
            #expect(throws: SecretsError.wrongKeyOrPlace) { try box.open(text, for: "p") }
        }
        for length in 0..<bytes.count {
            let text = "v1." + Base64.encode(Array(bytes.prefix(length)), .url)
            #expect(throws: SecretsError.self) { try box.open(text, for: "p") }
        }
        #expect(throws: SecretsError.wrongKeyOrPlace) {
            try box.open("v1." + Base64.encode(bytes + [0], .url), for: "p")
        }
    }

    @Test("what has not the form of a sealed value is named", arguments: ["", "v1.", "v2.AAAA", "v1.****", "secret"])
    func malformed(text: String) throws {
        let box = try SecretBox(key: Self.key1)
        #expect(throws: SecretsError.malformedSealedValue) { try box.open(text, for: "p") }
    }

    @Test("a key must have 32 bytes", arguments: [0, 16, 31, 33])
    func keyLength(length: Int) {
        #expect(throws: SecretsError.wrongKeyLength) { _ = try SecretBox(key: [UInt8](repeating: 0, count: length)) }
    }

    @Test("AES-256-GCM gives the result of McGrew and Viega's test case 14")
    func gcmVector() throws {
        let box = try SecretBox(key: [UInt8](repeating: 0, count: 32), random: { [UInt8](repeating: 0, count: $0) })
        let sealed = box.seal([UInt8](repeating: 0, count: 16), for: "")
        let bytes = try #require(Base64.decode(sealed.dropFirst(3), .url))
        #expect(Hex.encode(Array(bytes[12...])) == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919")
    }

    @Test("a box does not print its key")
    func printing() throws {
        let box = try SecretBox(key: Self.key1)
        var dumped = ""
        dump(box, to: &dumped)
        #expect("\(box)" == "SecretBox")
        #expect(String(reflecting: box) == "SecretBox")
        #expect(!dumped.contains("1"))
    }

    // MARK: Tokens

    @Test("a token has its prefix and 32 random bytes, and is found by its digest")
    func tokens() throws {
        let token = TokenGenerator(prefix: "ech_").make()
        #expect(token.text.hasPrefix("ech_"))
        #expect(try #require(Base64.decode(token.text.dropFirst(4), .url)).count == 32)
        #expect(token.digest == TokenGenerator.digest(of: token.text))
        #expect(token.digest.count == 32)
        #expect(TokenGenerator(prefix: "ech_").make().text != token.text)
        let fixed = TokenGenerator(prefix: "ech_", random: { [UInt8](repeating: 0, count: $0) }).make()
        #expect(fixed.text == "ech_" + String(repeating: "A", count: 43))
    }
}
