import HTTPWire
import Testing
import Web

@Suite struct MetricsTests {
    /// The number behind a name with its labels.
    private func value(_ name: String, in text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    @Test("requests, their durations and connections are counted")
    func counts() async throws {
        let metrics = ServerMetrics()
        try await Harness.run(configuration: .with(\.metrics, metrics)) { harness in
            let open = try await harness.connect { client in
                for request in ["GET /hello", "HEAD /hello", "GET /none", "BREW /hello", "DELETE /items/1"] {
                    await client.send("\(request) HTTP/1.1\r\nHost: a\r\n\r\n")
                    _ = try await client.reply(hasBody: !request.hasPrefix("HEAD"))
                }
                // The last answer may be read a moment before it is counted.
                while harness.records.all.count < 5 { await Task.yield() }
                return metrics.text
            }
            let name = "echelon_http_requests_total"
            #expect(value("\(name){method=\"GET\",code=\"2xx\"}", in: open) == 1)
            #expect(value("\(name){method=\"GET\",code=\"4xx\"}", in: open) == 1)
            #expect(value("\(name){method=\"HEAD\",code=\"2xx\"}", in: open) == 1)
            #expect(value("\(name){method=\"other\",code=\"5xx\"}", in: open) == 1)
            #expect(value("\(name){method=\"DELETE\",code=\"2xx\"}", in: open) == 1)
            #expect(value("\(name){method=\"POST\",code=\"2xx\"}", in: open) == nil)
            #expect(value("echelon_http_request_duration_seconds_count", in: open) == 5)
            #expect(value("echelon_http_request_duration_seconds_bucket{le=\"+Inf\"}", in: open) == 5)
            #expect(value("echelon_http_connections_open", in: open) == 1)
        }
        #expect(value("echelon_http_connections_open", in: metrics.text) == 0)
        #expect(value("echelon_http_connections_accepted_total", in: metrics.text) == 1)
    }

    @Test("every family has its help and type once, and no line is malformed")
    func form() {
        let lines = ServerMetrics().text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last == "")
        var families: Set<Substring> = []
        for line in lines.dropLast() {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE ") { #expect(families.insert(words[2]).inserted) }
            #expect(line.hasPrefix("# ") || words.count == 2)
        }
        #expect(families.count == 8)
    }
}
