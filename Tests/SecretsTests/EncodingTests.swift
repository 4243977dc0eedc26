import Secrets
import Testing

struct EncodingTests {
    @Test(
        "base64 and base16 give RFC 4648's examples and read them back",
        arguments: [
            ("", "", ""), ("f", "Zg==", "66"), ("fo", "Zm8=", "666f"), ("foo", "Zm9v", "666f6f"),
            ("foob", "Zm9vYg==", "666f6f62"), ("fooba", "Zm9vYmE=", "666f6f6261"),
            ("foobar", "Zm9vYmFy", "666f6f626172"),
        ])
    func rfc4648(plain: String, base64: String, hex: String) {
        let bytes = Array(plain.utf8)
        let unfilled = String(base64.prefix { $0 != "=" })
        #expect(Base64.encode(bytes) == base64)
        #expect(Base64.decode(base64) == bytes)
        #expect(Base64.encode(bytes, .url) == unfilled)
        #expect(Base64.decode(unfilled, .url) == bytes)
        #expect(Hex.encode(bytes) == hex)
        #expect(Hex.decode(hex) == bytes)
        #expect(Hex.decode(hex.uppercased()) == bytes)
    }

    @Test("the two alphabets differ in their last two characters and refuse each other's")
    func alphabets() {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF]
        #expect(Base64.encode(bytes) == "++//")
        #expect(Base64.encode(bytes, .url) == "--__")
        #expect(Base64.decode("--__") == nil)
        #expect(Base64.decode("++//", .url) == nil)
    }

    @Test(
        "junk is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "=", "==", "====", "Z===", "Zm8", "Zm8==", "Zm9v=", "Zm9v====", "Zg==Zg==",
            "Zg= =",
            " Zg==", "Zg==\n", "Zm9\u{0}", "Zm9v Zm9v", "Z*==", "Zh==", "Zm9=", "Zé==", "=Zg=", "Zm=v",
        ])
    func junk(text: String) { #expect(Base64.decode(text) == nil) }

    @Test(
        "junk is refused in base64url", arguments: ["Z", "Zg==", "Zg=", "Zm8=", "Zh", "Zm9", "Zm9vZ", "Zm 9", "Zg\n"])
    func urlJunk(text: String) { #expect(Base64.decode(text, .url) == nil) }

    @Test("odd or foreign digits are refused in base16", arguments: ["6", "666", "6g", "g6", " 66", "0x66", "6é"])
    func hexJunk(text: String) { #expect(Hex.decode(text) == nil) }

    @Test("random bytes of every length up to 100 come back, and are not the same twice")
    func roundTrip() {
        for length in 0...100 {
            let bytes = SecureRandom.bytes(length)
            #expect(bytes.count == length)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64.decode(Base64.encode(bytes, .url), .url) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
    }
}
