import Domain
import Foundation
import JSON
import Secrets
import Testing

@testable import Engine

@Suite("Customer tokens")
struct CustomerTokenTests {
    /// One line of the file that the recipes in other languages are tested with too.
    struct Vector: Sendable, CustomTestStringConvertible {
        let about: String
        let key: String
        let store: String
        let customer: String
        let expiry: Int64
        let token: String

        var testDescription: String { about }
    }

    static let vectors: [Vector] = {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        let bytes = (try? Data(contentsOf: root.appending(path: "examples/widget/vectors.json"))).map { Array($0) }
        let lines = bytes.flatMap { try? JSONValue(parsing: $0) }?.array ?? []
        return lines.compactMap { line in
            guard let about = line["about"]?.string, let key = line["key"]?.string, let store = line["store"]?.string,
                let customer = line["customer"]?.string, let expiry = line["exp"]?.integer,
                let token = line["token"]?.string
            else { return nil }
            return Vector(
                about: about, key: key, store: store, customer: customer, expiry: expiry, token: token)
        }
    }()

    private static let first = vectors.first?.token ?? ""

    private func key(_ text: String) -> HMACKey { HMACKey(Array(text.utf8)) }

    @Test("There are vectors")
    func present() {
        #expect(Self.vectors.count == 5)
    }

    @Test("Each vector is read as it was meant, and fits its key and no other", arguments: vectors)
    func reads(_ vector: Vector) throws {
        let token = try #require(CustomerToken(vector.token))
        #expect(token.store == vector.store && token.customer == vector.customer && token.expiry == vector.expiry)
        #expect(token.isSigned(by: [key(vector.key)]))
        #expect(token.isSigned(by: [key("epk_other"), key(vector.key)]))
        #expect(!token.isSigned(by: [key(vector.key + "a")]) && !token.isSigned(by: []))
    }

    @Test("A token of which one character is another is none, or not signed", arguments: vectors)
    func tampered(_ vector: Vector) {
        let bytes = Array(vector.token.utf8)
        for index in bytes.indices {
            for other in [UInt8(ascii: "A"), UInt8(ascii: "0"), UInt8(ascii: ".")] where bytes[index] != other {
                var altered = bytes
                altered[index] = other
                let token = CustomerToken(String(decoding: altered, as: UTF8.self))
                #expect(!(token?.isSigned(by: [key(vector.key)]) ?? false), "at \(index)")
            }
        }
    }

    @Test(
        "Any other form is refused",
        arguments: [
            "", "ep1", "ep1....", String(first.dropLast()), first + ".", first + "=", " " + first,
            first.replacing("ep1.", with: "ep2."), first.replacing("ep1.", with: "EP1."),
            first.replacing(".1795000000.", with: ".01795000000."),
            first.replacing(".1795000000.", with: ".+1795000000."),
            first.replacing(".1795000000.", with: ".-5."), first.replacing(".1795000000.", with: ".0."),
            first.replacing(".1795000000.", with: ".."),
            first.replacing(".1795000000.", with: ".99999999999999999999."),
            first.replacing(".Nzc.", with: ".Nzc=."), first.replacing(".Nzc.", with: ".N."),
            first.replacing(".Nzc.", with: "._w."), first.replacing("default", with: ""),
            first.replacing("default", with: String(repeating: "d", count: 65)),
            first.replacing("Nzc", with: String(repeating: "Nzc3", count: 64)),
            first.replacing("Nzc", with: String(repeating: "Nzc3", count: 1_000)),
        ])
    func malformed(_ text: String) {
        #expect(CustomerToken(text) == nil)
    }

    @Test("The longest id of a customer and the longest key of a store are taken")
    func longest() {
        // 189 + 2 characters.
        let id = String(repeating: "Nzc3", count: 63) + "Nzc"
        let text = Self.first.replacing("Nzc", with: id)
            .replacing("default", with: String(repeating: "d", count: 64))
        #expect(CustomerToken(text)?.customer.count == 191)
    }
}
