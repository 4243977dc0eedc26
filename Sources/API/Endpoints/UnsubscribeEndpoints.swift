internal import Engine
internal import HTTPWire
internal import Web

/// The page behind the link in every mail. The signature in the link is the only authorization.
///
/// A look at the page changes nothing, as programs that check mails follow links; only a POST does. Mailbox providers send
/// it by themselves when their user presses their button (RFC 8058 section 3.2).
enum UnsubscribeEndpoints {
    static func show(_ call: Call) async throws -> Response {
        let page = try await call.engine.unsubscribePage(token: try call.parameter("token"))
        if page.button == nil { try call.service.admit(.unsubscribe, call.request) }
        return answer(page, page.button == nil ? .notFound : .ok)
    }

    static func store(_ call: Call) async throws -> Response {
        let isWanted = String(decoding: call.request.body, as: UTF8.self) == "consent=given"
        let token = try call.parameter("token")
        guard let page = try await call.engine.setConsent(token: token, to: isWanted) else {
            try call.service.admit(.unsubscribe, call.request)
            return answer(try await call.engine.badUnsubscribePage(), .notFound)
        }
        return answer(page, .ok)
    }

    private static func answer(_ page: UnsubscribePage, _ status: Status) -> Response {
        let headers: Headers = [
            "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "X-Robots-Tag": "noindex",
        ]
        return Response(status, headers: headers, body: .bytes(Array(html(page).utf8)))
    }

    private static func html(_ page: UnsubscribePage) -> String {
        let button = page.button.map { button in
            """
            <form method="post">
              <input type="hidden" name="consent" value="\(button.subscribes ? "given" : "refused")">
              <button>\(escaped(button.label))</button>
            </form>

            """
        }
        return """
            <!doctype html>
            <html lang="\(escaped(page.language))">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(escaped(page.title))</title>
            <link rel="stylesheet" href="../styles/unsubscribe.css">
            </head>
            <body>
            <main>
            <p class="shop">\(escaped(page.shop))</p>
            <h1>\(escaped(page.title))</h1>
            <p>\(escaped(page.message))</p>
            \(button ?? "")</main>
            </body>
            </html>

            """
    }

    private static func escaped(_ text: String) -> String {
        // By scalars: with an accent behind it, a quotation mark would be another character.
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
