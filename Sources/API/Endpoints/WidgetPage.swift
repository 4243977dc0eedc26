internal import Domain
internal import Engine
internal import HTTPWire
internal import Secrets
internal import Web

/// The progress widget as a page that needs no script, for a frame on the shop's page.
struct WidgetPage {
    private let language: String
    private let title: String
    private let scheme: String
    private let content: String

    /// - Parameter scheme: `light` or `dark`; anything else follows the browser.
    init(_ progress: WidgetProgress, scheme: String?) {
        self.init(language: progress.language, title: progress.text("title"), scheme, Self.content(progress))
    }

    /// A page with one sentence.
    init(_ sentence: String, language: String, scheme: String?) {
        self.init(language: language, title: nil, scheme, Self.paragraph("message", sentence))
    }

    private init(language: String, title: String?, _ scheme: String?, _ content: String) {
        self.language = language
        self.title = title ?? "Echelon"
        self.scheme = ["light", "dark"].first { $0 == scheme } ?? "light dark"
        self.content = content
    }

    /// - Parameters:
    ///   - origins: whose pages may frame it; empty for nobody's.
    ///   - cache: for `Cache-Control`.
    func response(_ status: Status, framedBy origins: [WebOrigin], cache: String) -> Response {
        let frames = origins.isEmpty ? "'none'" : origins.map(\.description).joined(separator: " ")
        let headers: Headers = [
            "Content-Type": "text/html; charset=utf-8", "Cache-Control": cache, "Vary": "Accept-Language",
            "Content-Language": language, "X-Robots-Tag": "noindex",
            "Content-Security-Policy": "default-src 'none'; style-src '\(Self.styleHash)'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors \(frames)",
            // It cannot name an origin. Browsers go by frame-ancestors (HTML standard section 7.6, `X-Frame-Options`).
            "X-Frame-Options": "ALLOWALL",
        ]
        return Response(status, headers: headers, body: .bytes(Array(html.utf8)))
    }

    private var html: String {
        """
        <!doctype html>
        <html lang="\(language.asMarkup)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="\(scheme)">
        <title>\(title.asMarkup)</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        \(content)
        </main>
        </body>
        </html>

        """
    }

    // MARK: Content

    private static func content(_ view: WidgetProgress) -> String {
        var parts: [String] = []
        if let title = view.text("title") {
            let tier = view.tier.map { " <strong>\($0.name.asMarkup)</strong>" } ?? ""
            parts.append("<h1>\(title.asMarkup)\(tier)</h1>")
        }
        if let spent = view.text("spent"), let title = view.text("title") {
            parts.append(paragraph("figures", spent))
            parts.append(
                "<progress value=\"\(view.percent)\" max=\"100\" aria-label=\"\(title.asMarkup)\" "
                    + "aria-valuetext=\"\(spent.asMarkup)\">"
                    + "\(view.percent)</progress>")
        }
        parts += ["message", "keep", "deadline"].compactMap { name in view.text(name).map { paragraph(name, $0) } }
        parts +=
            list(view.text("benefits"), view.tier?.benefits)
            + list(view.text("next_benefits"), view.next?.tier.benefits)
        if let period = view.text("period") { parts.append(paragraph("period", period)) }
        return parts.joined(separator: "\n")
    }

    private static func paragraph(_ name: String, _ text: String) -> String {
        "<p class=\"\(name)\">\(text.asMarkup)</p>"
    }

    private static func list(_ heading: String?, _ lines: [String]?) -> [String] {
        guard let heading, let lines, !lines.isEmpty else { return [] }
        return ["<h2>\(heading.asMarkup)</h2>", "<ul>\(lines.map { "<li>\($0.asMarkup)</li>" }.joined())</ul>"]
    }

    // MARK: Look

    private static let style = """
        :root{font:16px/1.45 system-ui,sans-serif;--accent:#1f4e79}\
        @media (prefers-color-scheme:dark){:root{--accent:#8ab8e6}}\
        :root:has([content=light]){--accent:#1f4e79}:root:has([content=dark]){--accent:#8ab8e6}\
        body{margin:0;padding:.75rem;overflow-wrap:anywhere}h1,h2{font-size:1em;margin:0 0 .35rem}\
        h1{font-weight:400}h2{margin-top:.75rem}p,ul{margin:.35rem 0;padding:0}ul{padding-inline-start:1.2em}\
        .period,.deadline{font-size:.875em}\
        progress{appearance:none;display:block;inline-size:100%;block-size:.625rem;border:0;border-radius:1rem;\
        overflow:hidden;background:#8884}\
        progress::-webkit-progress-bar{background:#8884}progress::-webkit-progress-value{background:var(--accent)}\
        progress::-moz-progress-bar{background:var(--accent)}
        """

    /// The policy allows this style and no other (CSP level 3 section 2.3.1, `hash-source`).
    private static let styleHash = "sha256-\(Base64.encode(Digest.sha256(Array(style.utf8))))"
}

extension String {
    /// As text or as a quoted attribute of HTML. By scalars: a letter may hide a quotation mark among its accents.
    fileprivate var asMarkup: String {
        unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
