import Domain
import Testing

@Suite("Origins of websites")
struct WebOriginTests {
    @Test(
        "What a browser would send is taken",
        arguments: [
            "https://shop.example", "https://www.shop.example:8443", "https://xn--bcher-kva.example",
            "https://10.0.0.1",
            "http://localhost:3000", "http://127.0.0.1", "https://a", "https://shop.example:80",
            "https://shop.example:65535", "https://shop.example:1",
        ])
    func taken(_ text: String) {
        #expect(WebOrigin(text)?.description == text)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "null", "*", "shop.example", "https://", "https://shop.example/", "https://shop.example/shop",
            "https://Shop.example", "http://shop.example", "http://localhost.example", "ftp://shop.example",
            "https://shop.example:443", "http://localhost:80", "https://shop.example:0", "https://shop.example:65536",
            "https://shop.example:080", "https://shop.example:", "https://shop.example:+1", "https://user@shop.example",
            "https://*.example", "https://bücher.example", "https://shop..example", "https://-shop.example",
            "https://shop-.example", "https://shop.example ", "https://shop.example;", "https://[::1]",
            "https://a'b.example", "https://" + String(repeating: "a", count: 64) + ".example",
            "https://" + String(repeating: "a.", count: 130) + "example",
        ])
    func refused(_ text: String) {
        #expect(WebOrigin(text) == nil)
    }
}
