import HTTPWire
import Testing

@testable import Web

@Suite struct RouterTests {
    private let router = Router(
        [
            ("GET", "/"), ("GET", "/rules"), ("POST", "/rules"), ("GET", "/rules/{id}"), ("PUT", "/rules/{id}"),
            ("POST", "/rules/preview"), ("GET", "/rules/{id}/revisions"), ("GET", "/{a}/x/{b}"), ("DELETE", "/only"),
            ("OPTIONS", "/widget"), ("GET", "/widget"), ("HEAD", "/own"), ("GET", "/own"),
        ].map { method, pattern in Route(Method(rawValue: method), pattern) { _ in .noContent } })

    private func resolve(_ method: String, _ target: String, _ router: Router? = nil) throws -> String {
        let method = Method(rawValue: method)
        switch (router ?? self.router).resolve(method, try RequestTarget(target, method: method)) {
        case .route(let endpoint, let values):
            let parameters = PathParameters(names: endpoint.parameterNames, values: values)
            let names = ["id", "a", "b"].compactMap { name in parameters[name].map { "\(name)=\($0)" } }
            return (["\(endpoint.route.method) \(endpoint.route.pattern)"] + names).joined(separator: " ")
        case .methodNotAllowed(let methods): return "405 " + methods.map(\.rawValue).joined(separator: " ")
        case .options(let methods): return "options " + methods.map(\.rawValue).joined(separator: " ")
        case .methodUnknown: return "501"
        case .fallback: return "fallback"
        case .notFound: return "404"
        }
    }

    @Test(
        "a request finds its route",
        arguments: [
            ("GET", "/", "GET /"), ("GET", "/rules", "GET /rules"), ("POST", "/rules?x=/y", "POST /rules"),
            ("GET", "/rules/7", "GET /rules/{id} id=7"), ("PUT", "/rules/7", "PUT /rules/{id} id=7"),
            ("POST", "/rules/preview", "POST /rules/preview"),
            ("GET", "/rules/7/revisions", "GET /rules/{id}/revisions id=7"),
            ("GET", "/rules/a%2Fb", "GET /rules/{id} id=a/b"), ("GET", "/rules/%C3%A9", "GET /rules/{id} id=\u{E9}"),
            ("GET", "/r%75les", "GET /rules"), ("GET", "http://other/rules", "GET /rules"),
            ("GET", "/rules/x/7", "GET /{a}/x/{b} a=rules b=7"), ("GET", "/p/x/q", "GET /{a}/x/{b} a=p b=q"),
            ("HEAD", "/rules", "GET /rules"), ("HEAD", "/own", "HEAD /own"), ("OPTIONS", "/widget", "OPTIONS /widget"),
        ])
    func found(_ method: String, _ target: String, _ expected: String) throws {
        #expect(try resolve(method, target) == expected)
    }

    @Test(
        "a path without a route is 404",
        arguments: ["/none", "/rules/", "/rules//revisions", "//rules", "/Rules", "/rules%2F7", "/p/x/", "/p/x"])
    func missing(_ target: String) throws {
        #expect(try resolve("GET", target) == "404")
    }

    @Test(
        "a path without the method is 405 with what it has",
        arguments: [
            ("DELETE", "/rules", "405 GET POST HEAD OPTIONS"), ("GET", "/only", "405 DELETE OPTIONS"),
            ("HEAD", "/only", "405 DELETE OPTIONS"), ("GET", "/rules/preview", "405 POST OPTIONS"),
            ("TRACE", "/rules", "405 GET POST HEAD OPTIONS"),
            ("TRACE", "/none", "405 GET POST PUT DELETE OPTIONS HEAD"),
        ])
    func notAllowed(_ method: String, _ target: String, _ expected: String) throws {
        #expect(try resolve(method, target) == expected)
    }

    @Test("a method that nobody knows is 501 wherever it is asked for; methods are case-sensitive")
    func unknown() throws {
        for target in ["/rules", "/none", "/rules/preview"] {
            for method in ["BREW", "get", "Get", "GETS"] { #expect(try resolve(method, target) == "501") }
        }
    }

    @Test("OPTIONS is answered with the methods of the path, and of the server for the asterisk")
    func options() throws {
        #expect(try resolve("OPTIONS", "/rules") == "options GET POST HEAD OPTIONS")
        #expect(try resolve("OPTIONS", "*") == "options GET POST PUT DELETE OPTIONS HEAD")
        #expect(try resolve("OPTIONS", "/none") == "404")
    }

    @Test("the fallback answers for the paths that no route has, and for those only")
    func fallback() throws {
        let router = Router([Route(.post, "/a") { _ in .noContent }], fallback: { _ in .noContent })
        #expect(try resolve("GET", "/b", router) == "fallback")
        #expect(try resolve("GET", "/a", router) == "405 POST OPTIONS")
    }
}
