internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

enum SegmentEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let segments = try await call.engine.segments(store: try call.store())
        return try call.slice("segments", segments) { w, segment in w.segment(segment) }
    }

    static func show(_ call: Call) async throws -> Response {
        let segment = try await visible(call)
        let count = try await call.engine.segmentCount(segment.id)
        return call.json { $0.segment(segment, count: count) }.tagged(segment.tag)
    }

    static func create(_ call: Call) async throws -> Response {
        let form = try call.read { SegmentForm(reading: &$0) }
        let segment = try await call.engine.createSegment(
            store: try call.store(named: form.store), name: form.name, when: form.when, by: call.by)
        return call.created(at: "/api/v1/segments/\(segment.id)") { $0.segment(segment) }
    }

    static func replace(_ call: Call) async throws -> Response {
        let id = try await visible(call).id
        let form = try call.read { SegmentForm(reading: &$0) }
        let segment = try await call.engine.replaceSegment(
            id, store: form.store, name: form.name, when: form.when, expecting: call.expectedTag(), by: call.by)
        return call.json { $0.segment(segment) }.tagged(segment.tag)
    }

    static func delete(_ call: Call) async throws -> Response {
        try await call.engine.deleteSegment(try await visible(call).id, by: call.by)
        return call.noContent
    }

    static func preview(_ call: Call) async throws -> Response {
        let (store, when) = try call.read { reader in (reader.text("store", limit: 64), reader.value("when")) }
        let preview = try await call.engine.previewSegment(store: try call.store(named: store), when: when)
        return call.json { $0.preview(preview) }
    }

    /// A page as JSON, or all as CSV.
    static func customers(_ call: Call) async throws -> Response {
        let segment = try await visible(call)
        if call.request.headers.elements("accept").contains(where: { $0.hasPrefix("text/csv") }) {
            return export(segment, call)
        }
        var query = call.query
        let limit = query.limit()
        let after = query.cursor("segment").map { ID<Customer>($0[0]) }
        try query.finish()
        let (items, next) = try await call.engine.segmentMembers(segment.id, after: after, limit: limit)
        return call.list(items, next: next.map { Cursor("segment", $0.rawValue) }) { w, customer in
            w.customer(customer)
        }
    }

    /// Page by page, each read when the client has taken the one before.
    private static func export(_ segment: SegmentView, _ call: Call) -> Response {
        let headers: Headers = [
            "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store",
            "Content-Disposition": "attachment; filename=\"segment-\(segment.id).csv\"",
        ]
        return Response(
            .ok, headers: headers,
            body: .stream(length: nil) { writer in
                var table = CSVWriter()
                table.row([
                    "customer_id", "external_id", "email", "first_name", "last_name", "locale", "country",
                    "registered_at",
                ])
                var after: ID<Customer>?
                repeat {
                    let page = try await call.engine.segmentCustomers(segment.id, after: after, limit: 500)
                    for customer in page.items { table.row(row(customer)) }
                    try await writer.write(table.take())
                    after = page.next
                } while after != nil
            })
    }

    private static func row(_ customer: Customer) -> [String] {
        [
            customer.id.description, customer.externalID, customer.email ?? "", customer.firstName ?? "",
            customer.lastName ?? "", customer.locale ?? "", customer.country ?? "",
            customer.registeredAt?.description ?? "",
        ]
    }

    private static func visible(_ call: Call) async throws -> SegmentView {
        let segment = try await call.engine.segment(try call.id("segment"))
        try call.require(store: segment.storeKey, "segment \(segment.id)")
        return segment
    }
}

/// A segment as sent. Where the reader found faults it is not used.
private struct SegmentForm {
    let store: String?
    let name: String
    let when: JSONValue

    init(reading reader: inout FieldReader) {
        store = reader.text("store", limit: 64)
        name = reader.text("name", limit: 120, isRequired: true) ?? ""
        when = reader.required("when") ?? .null
    }
}

extension JSONWriter {
    /// - Parameter count: how many customers it holds for; only where they were counted.
    fileprivate mutating func segment(_ segment: SegmentView, count: Int? = nil) {
        object { w in
            w.field("id", segment.id)
            w.field("store", segment.storeKey)
            w.field("name", segment.name)
            w.field("when", segment.when)
            w.field("summary", segment.summary)
            w.field("created_at", segment.createdAt)
            w.field("updated_at", segment.updatedAt)
            if let count { w.field("count", count) }
        }
    }

    fileprivate mutating func preview(_ preview: SegmentPreview) {
        object { w in
            w.field("valid", preview.errors.isEmpty)
            w.field("errors") { w in w.array(preview.errors) { w, error in w.fieldError(error) } }
            w.field("summary", preview.summary)
            guard preview.errors.isEmpty else { return }
            w.field("count", preview.count)
            w.field("items") { w in w.array(preview.items) { w, customer in w.customer(customer) } }
        }
    }
}
