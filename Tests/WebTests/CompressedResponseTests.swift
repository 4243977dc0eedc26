import HTTPWire
import Testing

@testable import Web

@Suite("Answers in the form of gzip")
struct CompressedResponseTests {
    private let list = Array(
        "{\"items\":[\(Array(repeating: "{\"name\":\"Anna\"}", count: 200).joined(separator: ","))]}".utf8)

    private func answer(_ response: Response, accepting value: String? = "gzip, br") throws -> Response {
        response.compressed(for: try Request(.get, "/", headers: value.map { ["Accept-Encoding": $0] } ?? [:]))
    }

    private func bytes(_ response: Response) -> [UInt8] {
        if case .bytes(let bytes) = response.body { bytes } else { [] }
    }

    @Test func `a client that accepts gzip gets the same in fewer bytes`() throws {
        let packed = try answer(.json(list))
        #expect(packed.headers["Content-Encoding"] == "gzip" && packed.headers["Vary"] == "Accept-Encoding")
        #expect(packed.headers["Content-Type"] == "application/json")
        #expect(bytes(packed).count < list.count / 10)
        #expect(try gunzip(bytes(packed)) == list)
    }

    @Test(arguments: [nil, "", "br", "gzip;q=0", "identity"])
    func `any other client gets it plain`(_ accepted: String?) throws {
        let plain = try answer(.json(list), accepting: accepted)
        #expect(plain.headers["Content-Encoding"] == nil && bytes(plain) == list)
    }

    @Test func `what is small, named by a tag, encoded, noisy or still being written stays as it is`() throws {
        let shortest = Response.smallestCompressed
        var tagged = Response.json(list)
        tagged.headers.add("ETag", "\"7\"")
        var encoded = Response.json(list)
        encoded.headers.add("Content-Encoding", "br")
        let stream = Response(.ok, body: .stream(length: nil) { _ in })
        for response in [.json(Array(list.prefix(shortest - 1))), tagged, encoded, .json(noise(4_000)), stream] {
            let answered = try answer(response)
            #expect(answered.headers["Content-Encoding"] == response.headers["Content-Encoding"])
            #expect(bytes(answered) == bytes(response))
        }
        #expect(try answer(.json(Array(list.prefix(shortest)))).headers["Content-Encoding"] == "gzip")
    }
}
