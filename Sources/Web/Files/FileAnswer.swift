internal import HTTPWire
internal import Net

/// Chooses what of a file is sent to a request: which form, the whole or a part, or nothing because the client has it.
struct FileAnswer {
    private let page: StaticPage
    private let file: OpenFile?
    private let request: Request
    private let clock: @Sendable () -> Int64

    /// - Parameters:
    ///   - file: open, where the page has no content.
    ///   - clock: seconds since 1970.
    init(_ page: StaticPage, _ file: OpenFile?, _ request: Request, _ clock: @escaping @Sendable () -> Int64) {
        self.page = page
        self.file = file
        self.request = request
        self.clock = clock
    }

    /// - Throws: `HTTPError` 405, 412 and 416.
    func response() throws -> Response {
        guard request.method == .get || request.method == .head else { return try options() }
        let fields = request.headers.negotiationFields
        if fields.isEmpty { return whole(page.plain) }
        let ranges = fields.contains(.range) && request.method == .get ? read() : .whole
        let variant = ranges == .whole && prefersCompressed(fields) ? page.compressed ?? page.plain : page.plain
        guard ranges != .whole || !fields.isDisjoint(with: .conditions) else { return whole(variant) }
        let conditions = conditions(variant)
        switch conditions.judge(request.headers, fields) {
        case .proceed: break
        case .notModified: return Response(.notModified, headers: variant.unchangedHeaders)
        case .failed(let field): throw refusal(.preconditionFailed, "\(field) does not fit the file as it is now")
        }
        return conditions.allowsRange(request.headers) ? try part(ranges, variant) : whole(variant)
    }

    /// OPTIONS, and all that is not offered.
    private func options() throws -> Response {
        guard request.method != .options else { return Response(.noContent, headers: Self.allow) }
        throw HTTPError(.methodNotAllowed, "\(request.method) is not offered here", headers: Self.allow)
    }

    private static let allow: Headers = ["Allow": "GET, HEAD, OPTIONS"]

    // MARK: Choosing

    private func read() -> ByteRanges { ByteRanges(request.headers, size: page.stamp.size) }

    private func prefersCompressed(_ fields: NegotiationFields) -> Bool {
        page.compressed != nil && fields.contains(.acceptEncoding) && AcceptEncoding(request.headers).prefersGzip
    }

    private func conditions(_ variant: FileVariant) -> Conditions {
        Conditions(
            tag: variant.tag, modified: page.modified, isDateStrong: page.isDateStrong,
            now: HTTPDate(secondsSinceEpoch: clock()))
    }

    // MARK: Answers

    private func whole(_ variant: FileVariant) -> Response {
        if let content = variant.content { return Response(.ok, headers: variant.headers, body: .bytes(content)) }
        return Response(.ok, headers: variant.headers, body: body([.part(0..<page.stamp.size)]))
    }

    /// - Parameter variant: the plain one, where `ranges` is not `whole`.
    private func part(_ ranges: ByteRanges, _ variant: FileVariant) throws -> Response {
        switch ranges {
        case .whole: return whole(variant)
        case .unsatisfiable:
            let headers: Headers = ["Content-Range": ByteRanges.unsatisfied(size: page.stamp.size)]
            throw refusal(.rangeNotSatisfiable, "the file has \(page.stamp.size) bytes", headers)
        case .parts(let parts): return parts.count == 1 ? single(parts[0], variant) : several(parts, variant)
        }
    }

    /// Says too that another coding might have been answered otherwise.
    private func refusal(_ status: Status, _ reason: String, _ headers: Headers = [:]) -> HTTPError {
        var headers = headers
        if let vary = page.plain.headers["Vary"] { headers.add("Vary", vary) }
        return HTTPError(status, reason, headers: headers)
    }

    private func single(_ part: Range<Int>, _ variant: FileVariant) -> Response {
        var headers = variant.headers
        headers.add("Content-Range", ByteRanges.contentRange(part, size: page.stamp.size))
        return Response(.partialContent, headers: headers, body: body([.part(part)]))
    }

    private func several(_ parts: [Range<Int>], _ variant: FileVariant) -> Response {
        let multipart = MultipartRanges(parts, size: page.stamp.size, type: page.type, tag: variant.tag)
        var headers = variant.headers
        headers["Content-Type"] = multipart.contentType
        return Response(.partialContent, headers: headers, body: body(multipart.pieces))
    }

    private func body(_ pieces: [FilePiece]) -> Response.Body {
        if let file { return FileStream(file, pieces).body }
        let content = page.plain.content ?? []
        return .bytes(
            pieces.flatMap { piece in
                switch piece {
                case .bytes(let bytes): bytes[...]
                case .part(let range): content[range]
                }
            })
    }
}
