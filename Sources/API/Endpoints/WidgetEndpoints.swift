internal import Domain
internal import Engine
internal import HTTPWire
internal import JSON
internal import Secrets
internal import Web

/// What a shop's page is told about one of its customers. The token, which the shop has signed, is the only authorization;
/// no cookie is looked at.
enum WidgetEndpoints {
    /// Only pages of the store's origins may read the answer; where no browser asks, there is no origin.
    static func progress(_ call: Call) async throws -> Response {
        let origin = call.request.headers["origin"]
        do {
            let pass = try await pass(call, origin)
            let progress = try await call.engine.widgetProgress(pass, languages: call.languages)
            var response = call.json { $0.widgetProgress(progress) }
            response.headers["Cache-Control"] = "private, max-age=60"
            response.headers["Content-Language"] = progress.language
            for (name, value) in crossOrigin(origin) { response.headers[name] = value }
            return response
        } catch var problem as Problem {
            // So that the page's script can read what was wrong.
            let isKnown = if let origin { try await call.engine.isWidgetOrigin(origin) } else { false }
            for (name, value) in crossOrigin(isKnown ? origin : nil) { problem.headers.add(name, value) }
            throw problem
        }
    }

    /// What a browser asks first where a script adds fields of its own (Fetch standard, CORS-preflight request).
    static func preflight(_ call: Call) async throws -> Response {
        var response = Response.noContent
        response.headers.add("Allow", "GET, HEAD, OPTIONS")
        let origin = call.request.headers["origin"]
        let isKnown = if let origin { try await call.engine.isWidgetOrigin(origin) } else { false }
        for (name, value) in crossOrigin(isKnown ? origin : nil) { response.headers.add(name, value) }
        guard isKnown else { return response }
        response.headers.add("Access-Control-Allow-Methods", "GET")
        response.headers.add("Access-Control-Allow-Headers", "Accept-Language")
        response.headers.add("Access-Control-Max-Age", "600")
        return response
    }

    /// The same as a small page, for a frame where no script runs.
    static func page(_ call: Call) async throws -> Response {
        do {
            let pass = try await pass(call, nil)
            let progress = try await call.engine.widgetProgress(pass, languages: call.languages)
            let page = WidgetPage(progress, scheme: call.query.text("scheme"))
            return page.response(.ok, framedBy: pass.origins, cache: "private, max-age=60")
        } catch let problem as Problem {
            let apology = call.engine.widgetApology(languages: call.languages)
            let origins = try await call.engine.widgetOrigins(named: call.query.text("token") ?? "")
            let page = WidgetPage(apology.text, language: apology.language, scheme: call.query.text("scheme"))
            var response = page.response(problem.status, framedBy: origins, cache: "no-store")
            for (name, value) in problem.headers { response.headers.add(name, value) }
            return response
        }
    }

    // MARK: Who may

    /// - Throws: 401 for a token that is not good, 403 where the widget may not be shown, 429 where it is asked too often.
    private static func pass(_ call: Call, _ origin: String?) async throws -> WidgetPass {
        let token = call.query.text("token") ?? ""
        do {
            let pass = try await call.engine.widgetPass(token: token, origin: origin)
            try admit(token, call)
            return pass
        } catch let denial as WidgetDenial {
            switch denial {
            // Only these two may be guesses.
            case .malformed, .wrongSignature: try call.service.admit(.widget, call.request)
            default: break
            }
            throw Problem(denial)
        }
    }

    private static func admit(_ token: String, _ call: Call) throws {
        let service = call.service
        let key = "\(Base64.encode(Digest.sha256(Array(token.utf8)))) \(call.request.remoteAddress)"
        guard let wait = service.widgetLimiter.admit(.widget, key, at: service.clock.now()) else { return }
        throw Problem.tooMany(seconds: wait)
    }

    /// - Parameter allowed: whose pages may read the answer; nil for none. The cache is told that others get another.
    private static func crossOrigin(_ allowed: String?) -> [(String, String)] {
        let vary = ("Vary", "Origin, Accept-Language")
        return allowed.map { [("Access-Control-Allow-Origin", $0), vary] } ?? [vary]
    }
}

extension Call {
    /// `lang` first, then what the browser says.
    fileprivate var languages: [String] {
        let accepted = request.headers.acceptedLanguages
        return [query.text("lang")].compactMap { $0 } + accepted
    }
}

extension Problem {
    fileprivate init(_ denial: WidgetDenial) {
        switch denial {
        case .malformed: self = .badToken("It must have the form ep1.STORE.CUSTOMER.EXP.SIGNATURE.")
        case .wrongSignature: self = .badToken("Its signature was not made with the widget key of its store.")
        case .expired(let at): self = .badToken("It was good until \(at). Make a new one with each page.")
        case .tooFarAhead: self = .badToken("It may be good for 24 hours at most.")
        case .switchedOff: self = .forbidden("The widget of this store is switched off.")
        case .foreignOrigin(let origin):
            self = .forbidden("\(origin.prefix(253)) is none of the origins at which the store's widget may be shown.")
        }
    }

    /// RFC 9110 section 11.6.1 wants a challenge; browsers know no scheme of this name, and so ask nobody for a password.
    private static func badToken(_ detail: String) -> Problem {
        var problem = Problem(.unauthorized, "unauthorized", "The customer token is not valid", detail)
        problem.headers = ["WWW-Authenticate": "CustomerToken"]
        return problem
    }
}
