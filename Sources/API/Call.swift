internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// One request on its way through an endpoint.
struct Call: Sendable {
    let service: Service
    let request: Request
    let caller: Caller
    /// Whose language is answered in: a person's own, else the best of those that the request accepts.
    let reader: Reader
    let engine: Engine

    /// - Parameter act: what is done by this request; its writes stand in the audit log as part of it.
    init(service: Service, request: Request, caller: Caller, act: Act) {
        self.service = service
        self.request = request
        self.caller = caller
        reader = Reader(preferring: (caller.language.map { [$0] } ?? []) + request.headers.acceptedLanguages)
        engine = service.engine.answering(reader).acting(act)
    }

    /// Who stands in the record.
    var by: String { caller.name }

    /// From where somebody signs in.
    var visit: Visit { Visit(address: request.remoteAddress, agent: request.headers["user-agent"]) }

    var query: QueryReader { QueryReader(request.query) }

    // MARK: Path

    func parameter(_ name: String) throws -> String {
        guard let value = request.parameters[name] else { throw Problem.notFound("There is nothing at this path.") }
        return value
    }

    /// - Throws: 404 for a text that cannot be an id.
    func id<Entity>(_ what: String) throws -> ID<Entity> {
        let text = try parameter("id")
        guard let id = ID<Entity>(text: text) else { throw Refusal.notFound("\(what) '\(text.prefix(64))'") }
        return id
    }

    // MARK: Stores

    /// The store asked for; a token bound to a store asks for that one without saying so, and knows of no other.
    func store(named key: String?) throws -> String? {
        guard let own = caller.store else { return key }
        if let key, key != own { throw Refusal.notFound("store '\(key)'") }
        return own
    }

    func store() throws -> String? { try store(named: query.text("store")) }

    /// A thing of another store does not exist for a token that is bound to one.
    func require(store key: String?, _ what: String) throws {
        guard let own = caller.store else { return }
        if key != own { throw Refusal.notFound(what) }
    }

    /// For what concerns the installation as a whole.
    func requireUnbound() throws {
        guard caller.store == nil else { throw Problem.forbidden("The token is bound to one store.") }
    }

    // MARK: Body

    /// The body as JSON.
    ///
    /// - Throws: 415 for another type, 400 with line and column for what is no JSON.
    func body() throws -> JSONValue {
        guard request.mediaType == "application/json" else { throw Problem.unsupportedType }
        return try JSONValue(parsing: request.body)
    }

    /// Reads the members of the body; every fault is told at once.
    func read<Value>(_ members: (inout FieldReader) throws -> Value) throws -> Value {
        var reader = FieldReader(try body())
        let value = try members(&reader)
        reader.finish()
        guard reader.errors.isEmpty else { throw Refusal.invalid(reader.errors) }
        return value
    }

    // MARK: Addresses

    /// `https://groups.example`: as configured, else as the request names us.
    var baseURL: String {
        if let configured = service.settings.baseURL { return configured }
        let host = request.target.authority ?? request.headers["host"] ?? "localhost"
        return "\(request.isSecure ? "https" : "http")://\(host)"
    }

    var isSecure: Bool { request.isSecure || service.settings.baseURL?.hasPrefix("https:") ?? false }

    // MARK: Answers

    func json(_ status: Status = .ok, _ write: (inout JSONWriter) -> Void) -> Response {
        var writer = JSONWriter(reserving: 512)
        write(&writer)
        var headers = Self.jsonHeaders
        addLanguage(to: &headers)
        return Response(status, headers: headers, body: .bytes(writer.bytes))
    }

    /// In which language the sentences of the answer are (RFC 9110 section 8.5), and what that depends on.
    func addLanguage(to headers: inout Headers) {
        headers.add("Content-Language", reader.language)
        headers.add("Vary", "Accept-Language")
    }

    static let jsonHeaders: Headers = ["Content-Type": "application/json", "Cache-Control": "no-store"]

    /// `{"items": […], "next": …}`
    func list<Item>(
        _ items: some Sequence<Item>, next: Cursor? = nil, _ element: (inout JSONWriter, Item) -> Void
    ) -> Response {
        json { w in
            w.object { w in
                w.field("items") { w in w.array(items, element) }
                w.field("next", next?.text)
            }
        }
    }

    /// A page of a list that was read one item longer than it is shown, so that it is known whether more follow.
    func page<Item>(
        _ items: [Item], limit: Int, cursor: (Item) -> Cursor, _ element: (inout JSONWriter, Item) -> Void
    ) -> Response {
        let shown = items.prefix(limit)
        return list(shown, next: items.count > limit ? shown.last.map(cursor) : nil, element)
    }

    /// A page of a short list that is always read whole; cursors count the items before them.
    func slice<Item>(_ name: String, _ items: [Item], _ element: (inout JSONWriter, Item) -> Void) throws -> Response {
        var query = query
        let limit = query.limit()
        let start = min(items.count, max(0, Int(clamping: query.cursor(name)?.first ?? 0)))
        try query.finish()
        let end = min(items.count, start + limit)
        return list(items[start..<end], next: end < items.count ? Cursor(name, Int64(end)) : nil, element)
    }

    func created(at path: String, _ write: (inout JSONWriter) -> Void) -> Response {
        var response = json(.created, write)
        response.headers.add("Location", path)
        return response
    }

    var noContent: Response { Response(.noContent, headers: ["Cache-Control": "no-store"]) }
}

extension Request {
    /// The media type in small letters, without parameters; nil where the body's type is not told.
    var mediaType: String? {
        headers["content-type"].map { field in
            String(field.prefix { $0 != ";" }).lowercased().filter { $0 != " " && $0 != "\t" }
        }
    }
}
