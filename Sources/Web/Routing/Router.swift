internal import HTTPWire

/// Finds the route for a request, before its body is read.
public struct Router: Sendable {
    /// What is to be done with a request.
    enum Resolution: Sendable {
        case route(Endpoint, [String])
        /// The path exists, but not with this method: 405. Also for TRACE and CONNECT anywhere.
        case methodNotAllowed([Method])
        /// A method that is unknown everywhere: 501.
        case methodUnknown
        /// OPTIONS without a route of its own: 204 with Allow.
        case options([Method])
        /// No route has the path.
        case fallback(Handler)
        case notFound
    }

    /// A route with the names of its parameters.
    final class Endpoint: Sendable {
        let route: Route
        let parameterNames: [String]

        init(_ route: Route) {
            self.route = route
            parameterNames = Router.segments(route.pattern).compactMap(Router.parameterName)
        }
    }

    /// A position in the tree of segments.
    private struct Node: Sendable {
        var literals: [String: Int] = [:]
        var parameter: Int?
        var routes: [Int] = []
    }

    public let routes: [Route]
    private let fallback: Handler?
    private let endpoints: [Endpoint]
    private var nodes: [Node] = [Node()]
    /// The nodes of patterns without parameters, by the whole path.
    private var literalPaths: [String: Int] = [:]
    private let allMethods: [Method]

    /// - Parameter fallback: answers for the paths that no route has; nil: 404.
    /// - Precondition: patterns start with `/`, and no two routes have the same method and pattern.
    public init(_ routes: [Route], fallback: Handler? = nil) {
        self.routes = routes
        self.fallback = fallback
        endpoints = routes.map(Endpoint.init)
        allMethods = Self.allowed(routes.map(\.method))
        for (index, route) in routes.enumerated() { insert(index, route) }
    }

    /// Answers a request as a server does, but without a connection: for tests of handlers.
    ///
    /// - Throws: what the handler throws; `HTTPError` 404 where no route has method and path, and 400 for a streaming
    ///   route, which needs a connection.
    public func answer(_ request: Request) async throws -> Response {
        guard case .route(let endpoint, let values) = resolve(request.method, request.target) else {
            throw HTTPError(.notFound, "there is nothing at this path")
        }
        guard case .whole(let handler) = endpoint.route.intake else {
            throw HTTPError(.badRequest, "the route reads its body from a connection")
        }
        var request = request
        request.parameters = PathParameters(names: endpoint.parameterNames, values: values)
        return try await handler(request)
    }

    func resolve(_ method: Method, _ target: RequestTarget) -> Resolution {
        if target.isAsterisk { return .options(allMethods) }
        if !Self.known.contains(method) { return .methodUnknown }
        if let node = literalPaths[target.rawPath] { return choose(method, nodes[node].routes, []) }
        var values: [String] = []
        if let node = find(target.segments[...], from: 0, &values) { return choose(method, nodes[node].routes, values) }
        if method == .trace || method == .connect { return .methodNotAllowed(allMethods) }
        return fallback.map { .fallback($0) } ?? .notFound
    }

    /// The methods of RFC 9110 section 9.3 and PATCH (RFC 5789).
    private static let known: [Method] = [
        .get, .post, .head, .put, .patch, .delete, .options, .trace, .connect, Method(rawValue: "QUERY"),
    ]

    private mutating func insert(_ index: Int, _ route: Route) {
        precondition(route.pattern.hasPrefix("/"), "the pattern \(route.pattern) does not start with a slash")
        var node = 0
        for segment in Self.segments(route.pattern) { node = child(of: node, segment) }
        precondition(
            !nodes[node].routes.contains { routes[$0].method == route.method },
            "there are two routes \(route.method) \(route.pattern)")
        nodes[node].routes.append(index)
        if endpoints[index].parameterNames.isEmpty { literalPaths[route.pattern] = node }
    }

    private mutating func child(of node: Int, _ segment: String) -> Int {
        let isParameter = Self.parameterName(segment) != nil
        if let child = isParameter ? nodes[node].parameter : nodes[node].literals[segment] { return child }
        nodes.append(Node())
        if isParameter {
            nodes[node].parameter = nodes.count - 1
        } else {
            nodes[node].literals[segment] = nodes.count - 1
        }
        return nodes.count - 1
    }

    /// The literal segment first, then the parameter; a node without routes is no end.
    private func find(_ segments: ArraySlice<String>, from node: Int, _ values: inout [String]) -> Int? {
        guard let segment = segments.first else { return nodes[node].routes.isEmpty ? nil : node }
        let rest = segments.dropFirst()
        if let literal = nodes[node].literals[segment], let found = find(rest, from: literal, &values) { return found }
        guard let parameter = nodes[node].parameter, !segment.isEmpty else { return nil }
        values.append(segment)
        if let found = find(rest, from: parameter, &values) { return found }
        values.removeLast()
        return nil
    }

    private func choose(_ method: Method, _ candidates: [Int], _ values: [String]) -> Resolution {
        let exact = candidates.first { routes[$0].method == method }
        let byGet = method == .head ? candidates.first { routes[$0].method == .get } : nil
        if let index = exact ?? byGet { return .route(endpoints[index], values) }
        let allowed = Self.allowed(candidates.map { routes[$0].method })
        return method == .options ? .options(allowed) : .methodNotAllowed(allowed)
    }

    /// Each method once, with those that the server answers by itself.
    private static func allowed(_ methods: [Method]) -> [Method] {
        var allowed: [Method] = []
        for method in methods where !allowed.contains(method) { allowed.append(method) }
        if allowed.contains(.get), !allowed.contains(.head) { allowed.append(.head) }
        if !allowed.contains(.options) { allowed.append(.options) }
        return allowed
    }

    private static func segments(_ pattern: String) -> [String] {
        pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    private static func parameterName(_ segment: String) -> String? {
        guard segment.hasPrefix("{"), segment.hasSuffix("}") else { return nil }
        return String(segment.dropFirst().dropLast())
    }
}
