internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// The texts of mails, by store and language.
enum TemplateEndpoints {
    static func list(_ call: Call) async throws -> Response {
        let list = try await call.engine.templates(store: try call.store(), locale: call.query.text("locale"))
        return call.json { $0.templates(list) }
    }

    static func show(_ call: Call) async throws -> Response {
        answer(call, try await call.engine.template(try reference(call)))
    }

    static func put(_ call: Call) async throws -> Response {
        let content = try call.read { reader -> TemplateEdit.Content? in
            let (html, text) = (file("html", &reader, isRequired: true), file("text", &reader, isRequired: true))
            guard let html, let text else { return nil }
            return TemplateEdit.Content(html: html, text: text)
        }
        let view = try await call.engine.putTemplate(
            try reference(call), content, expecting: try call.expectedRevision(), by: call.by)
        return answer(call, view)
    }

    static func reset(_ call: Call) async throws -> Response {
        let view = try await call.engine.putTemplate(
            try reference(call), nil, expecting: try call.expectedRevision(), by: call.by)
        return answer(call, view)
    }

    static func revisions(_ call: Call) async throws -> Response {
        let edits = try await call.engine.templateEdits(try reference(call))
        return call.list(edits) { w, edit in w.templateEdit(edit) }
    }

    static func preview(_ call: Call) async throws -> Response {
        let reference = try reference(call)
        let asked = try call.read { try trial(&$0, call) }
        let preview = try await call.engine.previewTemplate(
            reference, draft: try await draft(asked, reference, call), customer: asked.customer)
        return call.json { w in
            w.object { w in
                w.field("subject", preview.subject)
                w.field("html", preview.html)
                w.field("text", preview.text)
            }
        }
    }

    static func test(_ call: Call) async throws -> Response {
        let reference = try reference(call)
        let (to, asked) = try call.read { reader in
            (reader.text("to", limit: 254, isRequired: true) ?? "", try trial(&reader, call))
        }
        let result = try await call.engine.testTemplate(
            reference, draft: try await draft(asked, reference, call), customer: asked.customer, to: to, by: call.by)
        return call.json { $0.testMail(result) }
    }

    // MARK: Requests

    private static func reference(_ call: Call) throws -> TemplateReference {
        TemplateReference(
            name: try call.parameter("name"), store: try call.store(), locale: call.query.text("locale"))
    }

    /// What a look at a template is to show; a form that is left out is the one in force.
    private struct Trial {
        var html: String?
        var text: String?
        var customer: CustomerReference?
    }

    private static func trial(_ reader: inout FieldReader, _ call: Call) throws -> Trial {
        var trial = Trial(html: file("html", &reader), text: file("text", &reader))
        guard let name = reader.text("customer") else { return trial }
        if let externalID = Call.external(name) {
            trial.customer = .external(externalID, store: try call.store())
        } else if let id = ID<Customer>(text: name) {
            trial.customer = .id(id)
        } else {
            reader.fail("customer", "must be an id, or ext: and the shop's id")
        }
        return trial
    }

    private static func draft(
        _ trial: Trial, _ reference: TemplateReference, _ call: Call
    ) async throws -> TemplateEdit.Content? {
        guard trial.html != nil || trial.text != nil else { return nil }
        let present = try await call.engine.template(reference).content
        return TemplateEdit.Content(html: trial.html ?? present.html, text: trial.text ?? present.text)
    }

    /// Any text; the template's own reader says what is wrong with it.
    private static func file(_ name: String, _ reader: inout FieldReader, isRequired: Bool = false) -> String? {
        guard let value = isRequired ? reader.required(name) : reader.value(name) else { return nil }
        guard let text = value.string else {
            reader.fail(name, "must be text")
            return nil
        }
        return text
    }

    private static func answer(_ call: Call, _ view: TemplateView) -> Response {
        call.json { $0.template(view, isWhole: true) }.tagged(view.revision)
    }
}
