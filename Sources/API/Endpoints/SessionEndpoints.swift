internal import Engine
internal import HTTPWire
internal import JSON
internal import Rules
internal import Web

/// Signing in to the panel, and the first start.
enum SessionEndpoints {
    static func show(_ call: Call) async throws -> Response {
        guard case .person(let account, _) = call.caller else {
            let isSetUpRequired = try await call.engine.isSetUpRequired()
            return call.json {
                $0.session(nil, isSetUpRequired: isSetUpRequired, version: call.service.settings.version)
            }
        }
        return call.json { $0.session(account, isSetUpRequired: false, version: call.service.settings.version) }
    }

    static func open(_ call: Call) async throws -> Response {
        try call.service.refuseForeignOrigin(call.request)
        let (email, password) = try call.read { reader in
            (reader.text("email", isRequired: true), reader.password("password"))
        }
        guard let email, let password else { throw Problem.invalid([]) }
        try call.service.admit(.login, call.request)
        // Counted for those that there are not as well: the answer tells nobody which those are.
        try call.service.admit(.login, email.lowercased(), by: call.service.accountLimiter)
        guard let signedIn = try await call.engine.signIn(email: email, password: password, from: call.visit)
        else { throw Problem(.unauthorized, "unauthorized", "Not signed in", "E-mail or password is wrong.") }
        call.service.forgive(.login, call.request)
        call.service.accountLimiter.forgive(.login, email.lowercased())
        return answer(call, signedIn, .ok)
    }

    static func close(_ call: Call) async throws -> Response {
        if case .person(_, let session) = call.caller { try await call.engine.signOut(session: session) }
        var response = call.noContent
        response.headers.add("Set-Cookie", SessionCookie.clear(isSecure: call.isSecure))
        return response
    }

    static func setUp(_ call: Call) async throws -> Response {
        try call.service.refuseForeignOrigin(call.request)
        let form = try call.read { SetUpForm(reading: &$0) }
        try call.service.admit(.setUp, call.request)
        let signedIn = try await call.engine.setUp(
            token: form.token, name: form.name, email: form.email, password: form.password, language: form.language,
            from: call.visit)
        guard let signedIn else {
            throw Problem.forbidden("The set-up link is wrong or was used. Starting the server prints a new one.")
        }
        call.service.forgive(.setUp, call.request)
        return answer(call, signedIn, .created)
    }

    /// With the cookie.
    static func answer(_ call: Call, _ signedIn: SignedIn, _ status: Status) -> Response {
        var response = call.json(status) {
            $0.session(signedIn.account, isSetUpRequired: false, version: call.service.settings.version)
        }
        let cookie = SessionCookie.set(
            signedIn.session, seconds: signedIn.lifetimeSeconds, isSecure: call.isSecure)
        response.headers.add("Set-Cookie", cookie)
        return response
    }
}

/// What the set-up page sends. Where the reader found faults it is not used.
private struct SetUpForm {
    let token: String
    let name: String
    let email: String
    let password: String
    let language: String

    init(reading reader: inout FieldReader) {
        token = reader.text("token", isRequired: true) ?? ""
        name = reader.text("name", isRequired: true) ?? ""
        email = reader.email("email", isRequired: true) ?? ""
        password = reader.newPassword("password", known: [email, name]) ?? ""
        language = reader.choice("language", of: Account.languages) ?? "en"
    }
}
