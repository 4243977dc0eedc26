import HTTPWire
import Testing

@Suite struct AcceptEncodingTests {
    @Test(
        "gzip is chosen where it is wanted at least as much as the plain form (RFC 9110 section 12.5.3)",
        arguments: [
            "gzip", "GZip", "x-gzip", "*", "gzip, deflate, br, zstd", "deflate, gzip;q=1.0, *;q=0.5", "gzip;q=0.001",
            "gzip ; q=0.5", "gzip;\tq=1.000", "gzip;Q=1", " , gzip , ", "identity, gzip", "identity;q=0.5, gzip;q=0.5",
            "identity;q=0.5, *", "*;q=0.1", "identity;q=0, *;q=0.1", "gzip;q=0.5, *;q=0.5", "*;q=0, gzip", "gzip;q=1.",
            "gzip;q=0.5, *;q=0", "br;q=2, gzip", "compress;x=1, gzip", "gzip;q=0.10",
        ])
    func compressed(_ value: String) { #expect(AcceptEncoding(["Accept-Encoding": value]).prefersGzip) }

    @Test(
        "the plain form is sent otherwise",
        arguments: [
            "", ",", "identity", "br, deflate", "gzip;q=0", "gzip;q=0.000", "gzip;q=0, *", "*;q=0", "identity;q=0",
            "identity, gzip;q=0.9", "gzip;q=0.5, identity;q=0.501", "*;q=0.5, gzip;q=0.1", "identity, *;q=0.5",
            "gzip;q=1, gzip;q=0", "gzips", "gzi", "agzip",
            // Against the grammar, hence not said.
            "gzip;q=1.001", "gzip;q=2", "gzip;q=0.1234", "gzip;q=-1", "gzip;q=", "gzip;", "gzip;q", "gzip q=1",
            "gzip;q=.5", "gzip;q=1;q=1", "gzip;level=9", "\"gzip\"", "gzip/1", "gzip;q =1", "gzip;q= 1",
        ])
    func plain(_ value: String) { #expect(!AcceptEncoding(["Accept-Encoding": value]).prefersGzip) }

    @Test("several fields are one list, and no field asks for nothing")
    func fields() {
        #expect(AcceptEncoding(["Accept-Encoding": "br", "accept-encoding": "gzip"]).prefersGzip)
        #expect(!AcceptEncoding(["Accept-Encoding": "gzip;q=0", "accept-encoding": "gzip"]).prefersGzip)
        #expect(!AcceptEncoding(["Accept": "gzip"]).prefersGzip)
        #expect(!AcceptEncoding([:]).prefersGzip)
    }
}
