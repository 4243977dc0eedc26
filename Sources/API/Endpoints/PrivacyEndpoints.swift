internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Web

/// What the law gives a person: a copy of all that is kept of them, and the end of it.
enum PrivacyEndpoints {
    static func export(_ call: Call) async throws -> Response {
        let customer = try await visible(call)
        let export = try await call.engine.exportPerson(.id(customer), by: call.by)
        var response = call.json { $0.personExport(export) }
        response.headers.add("Content-Disposition", "attachment; filename=\"customer-\(customer).json\"")
        return response
    }

    static func erase(_ call: Call) async throws -> Response {
        let erased = try await call.engine.eraseCustomer(.id(try await visible(call)), by: call.by)
        return call.json { w in
            w.object { w in
                w.field("id", erased.id)
                w.field("erased_at", erased.at)
                w.field("deliveries", erased.deliveries)
                w.field("imports", erased.imports)
                w.field("merged", erased.merged)
            }
        }
    }

    private static func visible(_ call: Call) async throws -> ID<Customer> {
        let view = try await call.engine.customer(try call.customer())
        try call.require(store: view.storeKey, "customer \(view.customer.id)")
        return view.customer.id
    }
}

extension JSONWriter {
    fileprivate mutating func personExport(_ export: PersonExport) {
        object { w in
            w.field("exported_at", export.at)
            w.field("customer") { $0.customerDetail(export.customer) }
            w.field("orders") { w in w.array(export.orders) { w, order in w.order(order, withLines: true) } }
            w.field("changes") { w in w.array(export.changes) { w, change in w.change(change) } }
            w.field("import_lines") { w in
                w.array(export.importLines) { w, line in
                    w.object { w in
                        w.field("import", line.file)
                        w.field("line", line.line)
                        w.field("text", line.text)
                    }
                }
            }
            w.field("records") { w in
                w.object { w in
                    for (table, rows) in export.records {
                        w.field(table) { w in w.array(rows) { w, row in w.value(row) } }
                    }
                }
            }
        }
    }
}
