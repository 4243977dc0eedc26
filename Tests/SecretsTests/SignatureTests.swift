import Secrets
import Testing

struct SignatureTests {
    struct Vector: Sendable {
        var name: String
        var key: [UInt8]
        var message: [UInt8]
        /// Hexadecimal; may be the beginning only.
        var code: String
    }

    private static func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    /// RFC 4231 §4.2 – §4.8, the HMAC-SHA-256 lines.
    static let vectors = [
        Vector(
            name: "case 1", key: repeated(0x0B, 20), message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            name: "case 2", key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            name: "case 3", key: repeated(0xAA, 20), message: repeated(0xDD, 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            name: "case 4", key: Array(1...25), message: repeated(0xCD, 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            name: "case 5", key: repeated(0x0C, 20), message: Array("Test With Truncation".utf8),
            code: "a3b6167473100ee06e0c796c2955552b"),
        Vector(
            name: "case 6", key: repeated(0xAA, 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            name: "case 7", key: repeated(0xAA, 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test("HMAC-SHA256 gives RFC 4231's codes, whole, in parts, and again with the same key", arguments: vectors)
    func rfc4231(vector: Vector) {
        let key = HMACKey(vector.key)
        for cut in 0...vector.message.count {
            let parts = [Array(vector.message[..<cut]), Array(vector.message[cut...])]
            #expect(Hex.encode(key.signature(of: parts)).hasPrefix(vector.code))
        }
        #expect(key.signature(of: vector.message).count == 32)
        #expect(key.isValid(key.signature(of: vector.message), of: vector.message))
    }

    @Test("a WooCommerce signature is the one of the platform page")
    func wooCommerce() {
        let code = HMACKey(Array("echelon-test-secret".utf8)).signature(
            of: Array("{\"id\":727,\"status\":\"processing\"}".utf8))
        #expect(Base64.encode(code) == "6BEpaYwfLj6eAras/QojWuP9BZRnHRtVk4oUvX3MXjI=")
    }

    @Test("an empty key and an empty message are a key and a message")
    func empty() {
        let key = HMACKey([])
        #expect(
            Hex.encode(key.signature(of: [])) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
        #expect(key.signature(of: []) == key.signature(of: [], []))
    }

    @Test("a signature with any bit changed is not valid, nor a shorter or longer one")
    func tampered() {
        let key = HMACKey(Array("key".utf8))
        let message = Array("message".utf8)
        let signature = key.signature(of: message)
        for index in signature.indices {
            for bit in 0..<8 {
                var changed = signature
                changed[index] ^= 1 << UInt8(bit)
                #expect(!key.isValid(changed, of: message))
            }
        }
        #expect(!key.isValid(Array(signature.dropLast()), of: message))
        #expect(!key.isValid(signature + [0], of: message))
        #expect(!key.isValid([], of: message))
        #expect(!HMACKey(Array("kez".utf8)).isValid(signature, of: message))
    }

    @Test("one key serves many tasks at once")
    func concurrent() async {
        let key = HMACKey(Array("shared".utf8))
        let messages = (0..<200).map { Array("message \($0)".utf8) }
        let expected = messages.map { HMACKey(Array("shared".utf8)).signature(of: $0) }
        await withTaskGroup(of: Bool.self) { group in
            for (message, code) in zip(messages, expected) {
                group.addTask { (0..<20).allSatisfy { _ in key.signature(of: message) == code } }
            }
            for await isRight in group { #expect(isRight) }
        }
    }

    @Test(
        "SHA-256 gives the digests of FIPS 180-4's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func sha256(text: String, digest: String) { #expect(Hex.encode(Digest.sha256(Array(text.utf8))) == digest) }

    @Test("equality looks at every byte and at the length")
    func equality() {
        #expect(ConstantTime.equal([], []))
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.equal([0, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2], [1, 2, 3]))
        #expect(!ConstantTime.equal([], [0]))
    }
}
