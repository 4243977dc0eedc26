import HTTPWire
import Testing
import Web

@testable import API

/// What keeps pages to themselves goes with pages; what is no page is allowed nothing.
@Suite struct SecurityHeadersTests {
    private func answer(_ response: Response) async throws -> Response {
        try await Service.files { _ in response }(Request(.get, "/"))
    }

    @Test func `a page may run its own scripts and be framed by nobody`() async throws {
        let page = try await answer(.bytes([], type: "text/html; charset=utf-8"))
        let policy = try #require(page.headers["Content-Security-Policy"])
        #expect(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe-inline"))
        #expect(page.headers["X-Frame-Options"] == "DENY" && page.headers["Referrer-Policy"] == "no-referrer")
        #expect(page.headers["Cross-Origin-Opener-Policy"] == "same-origin")
    }

    @Test func `a page that has not changed keeps its policy, which a browser takes from the answer`() async throws {
        let unchanged = try await answer(Response(.notModified))
        #expect(try #require(unchanged.headers["Content-Security-Policy"]).contains("script-src 'self'"))
    }

    @Test func `what a page says of itself stands`() async throws {
        var response = Response.bytes([], type: "text/html")
        response.headers.add("X-Frame-Options", "ALLOWALL")
        #expect(try await answer(response).headers["X-Frame-Options"] == "ALLOWALL")
    }

    @Test func `what is no page is left to the headers of all, which allow nothing`() async throws {
        let script = try await answer(.bytes([], type: "text/javascript"))
        #expect(script.headers["Content-Security-Policy"] == nil && script.headers["X-Frame-Options"] == nil)
        var bytes: [UInt8] = []
        ResponseWriter.append(
            .ok, script.headers, framing: .length(0), connection: .implied, date: [],
            common: Service.commonHeaders(isSecure: true), to: &bytes)
        let head = String(decoding: bytes, as: UTF8.self)
        #expect(head.contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"))
        #expect(head.contains("X-Content-Type-Options: nosniff\r\n") && head.contains("Strict-Transport-Security: "))
    }
}
