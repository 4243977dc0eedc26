internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

extension RuleEndpoints {
    /// Who would move, and why, as JSON or as CSV of everyone.
    static func preview(_ call: Call) async throws -> Response {
        let isCSV = call.request.headers.elements("accept").contains { $0.hasPrefix("text/csv") }
        let asked = try call.read { PreviewForm(reading: &$0) }
        let document = try asked.rule.map { try bound($0, call) }
        if let id = asked.id {
            let rule = try await call.engine.rule(id)
            try call.require(store: rule.storeKey, "rule \(id)")
        }
        let preview = try await call.engine.previewRule(
            document: document, id: asked.id, store: try call.store(named: asked.store), at: asked.at,
            since: asked.since, limit: isCSV ? nil : asked.limit)
        guard isCSV else { return call.json { $0.preview(preview) } }
        guard preview.errors.isEmpty else { throw Refusal.invalid(preview.errors) }
        var response = Response.bytes(csv(preview), type: "text/csv; charset=utf-8")
        response.headers.add("Content-Disposition", "attachment; filename=\"preview.csv\"")
        response.headers.add("Cache-Control", "no-store")
        call.addLanguage(to: &response.headers)
        return response
    }

    private static func csv(_ preview: RulePreview) -> [UInt8] {
        var table = CSVWriter()
        table.row(["customer_id", "external_id", "email", "name", "outcome", "groups", "until", "sentence"])
        for item in preview.items {
            let customer = item.customer
            table.row([
                customer.id.description, customer.externalID, customer.email ?? "", customer.displayName,
                item.outcome.rawValue, item.groups.joined(separator: " "), item.until?.description ?? "", item.sentence,
            ])
        }
        return table.bytes
    }
}

/// What a preview is asked about. Where the reader found faults it is not used.
private struct PreviewForm {
    let rule: JSONValue?
    let id: ID<Rule>?
    let store: String?
    let at: Timestamp?
    let since: Timestamp?
    let limit: Int

    init(reading reader: inout FieldReader) {
        rule = reader.value("rule")
        if let rule, rule.members == nil { reader.fail("rule", "must be an object") }
        id = reader.id("id")
        store = reader.text("store", limit: 64)
        at = reader.instant("at")
        since = reader.instant("since")
        limit = Int(reader.integer("limit", in: 1...200) ?? 10)
        if rule == nil, !reader.has("rule") || id == nil, id == nil, reader.errors.isEmpty {
            reader.fail("rule", "is required where no id is given")
        }
    }
}
