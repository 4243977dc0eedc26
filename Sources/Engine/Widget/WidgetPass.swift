public import Domain
internal import Secrets
internal import Store

/// Why a customer token, or the page that shows the widget, is not accepted.
public enum WidgetDenial: Error, Sendable, Equatable {
    case malformed
    /// Another key, another store, or altered. Also for a store without a key, and one that does not exist.
    case wrongSignature
    case expired(at: Timestamp)
    case tooFarAhead
    case switchedOff
    case foreignOrigin(String)
}

/// A customer token that was accepted.
public struct WidgetPass: Sendable {
    let store: ID<Domain.Store>
    let customer: String
    /// Whose pages may show it.
    public let origins: [WebOrigin]
}

extension Engine {
    /// Checks a customer token, and whether the page that asks may show the widget.
    ///
    /// - Parameter origin: what the browser says of the page; nil where none asks.
    /// - Throws: `WidgetDenial`.
    public func widgetPass(token: String, origin: String?) async throws -> WidgetPass {
        let now = clock.now()
        guard let token = CustomerToken(token) else { throw WidgetDenial.malformed }
        let configuration = try await database.read { try self.configuration($0) }
        guard let store = try? configuration.store(key: token.store), let widget = configuration.widget(of: store.id),
            token.isSigned(by: widget.keys(at: now))
        else { throw WidgetDenial.wrongSignature }
        let seconds = token.expiry.subtractingReportingOverflow(now.milliseconds / 1_000).partialValue
        guard seconds > 0 else { throw WidgetDenial.expired(at: Timestamp(seconds: token.expiry)) }
        guard seconds <= CustomerToken.longestSeconds else { throw WidgetDenial.tooFarAhead }
        guard widget.record.isEnabled else { throw WidgetDenial.switchedOff }
        if let origin, !widget.record.origins.contains(where: { $0.description == origin }) {
            throw WidgetDenial.foreignOrigin(origin)
        }
        return WidgetPass(store: store.id, customer: token.customer, origins: widget.record.origins)
    }

    /// Whether pages of that origin may read answers about the widget, be they refusals.
    public func isWidgetOrigin(_ origin: String) async throws -> Bool {
        try await database.read { try self.configuration($0) }.widgets.contains { widget in
            widget.record.isEnabled && widget.record.origins.contains { $0.description == origin }
        }
    }

    /// Whose pages may show what is said about a token that is not accepted: those of the store that it names.
    public func widgetOrigins(named token: String) async throws -> [WebOrigin] {
        let configuration = try await database.read { try self.configuration($0) }
        guard let key = CustomerToken(token)?.store, let store = try? configuration.store(key: key) else { return [] }
        return configuration.widget(of: store.id)?.record.origins ?? []
    }

    /// - Parameter languages: BCP 47, the one wanted most first. Without one that is shipped, the store's own, then English.
    public func widgetProgress(_ pass: WidgetPass, languages: [String]) async throws -> WidgetProgress {
        let now = clock.now()
        return try await database.read { snapshot in
            let configuration = try self.configuration(snapshot)
            let store = try configuration.store(pass.store)
            let speech = WidgetSpeech(languages + [store.locale])
            let reading = WidgetReading(
                store: store, snapshot: snapshot, configuration: configuration, speech: speech, at: now)
            return try reading.progress(of: pass.customer)
        }
    }

    /// The language for a page that cannot be shown, and its words.
    public func widgetApology(languages: [String]) -> (language: String, text: String) {
        let speech = WidgetSpeech(languages)
        return (speech.language, speech.words.unavailable)
    }
}
