import Mails
import Testing

/// What a template becomes when its values are filled in.
@Suite struct TemplateTests {
    static let known: Set = [
        "customer_name", "shop_name", "reason", "benefits", "never_bought", "unsubscribe_url", "voucher_code", "colour",
        "days_inactive",
    ]

    private func body(_ source: String, _ kind: Template.Kind, _ values: [String: TemplateValue]) throws -> String {
        try Template(parsing: "Subject: s\n\n" + source, kind: kind, known: Self.known).render(values).body
    }

    @Test(arguments: [
        ("Hello {customer_name}!", "Hello Anna <3!"),
        ("{customer_name}", "Anna <3"),
        ("{shop_name}", ""),
        ("a {{ b }} c", "a { b }} c"),
        ("{{{customer_name}}", "{Anna <3}"),
        ("{{{{", "{{"),
        ("{#if customer_name}yes{/if}", "yes"),
        ("{#if   customer_name}yes{/if}", "yes"),
        ("{#if never_bought}new{/if}", "new"),
        ("{#if shop_name}no{/if}", ""),
        ("{#if reason}no{/if}", ""),
        ("{#if voucher_code}no{/if}", ""),
        ("{#if customer_name}a{#if shop_name}b{/if}c{/if}d", "acd"),
        ("{#if shop_name}a{#if customer_name}b{/if}c{/if}d", "d"),
        ("{never_bought}", ""),
        ("", ""),
    ]) func `A plain text shows its variables and keeps or drops its blocks`(_ source: String, _ expected: String)
        throws
    {
        let values: [String: TemplateValue] = [
            "customer_name": .text("Anna <3"), "never_bought": .flag(true), "reason": .text(""),
            "voucher_code": .flag(false), "shop_name": .absent,
        ]
        #expect(try body(source, .text, values) == expected)
    }

    @Test(arguments: [
        ("a\n{#if reason}\nb\n{/if}\nc\n", "a\nb\nc\n", "a\nc\n"),
        ("a\n  {#if reason}\t\n  b\n  {/if}\nc", "a\n  b\nc", "a\nc"),
        ("{#if reason}\nb\n{/if}", "b\n", ""),
        ("a {#if reason}\nb{/if}\nc", "a \nb\nc", "a \nc"),
        ("{{\n{#if reason}\nb\n{/if}\n", "{\nb\n", "{\n"),
        ("{#if reason}\n{#if reason}\nb\n{/if}\n{/if}\n", "b\n", ""),
    ]) func `A line that holds only a condition leaves no blank line`(
        _ source: String, _ shown: String, _ hidden: String
    ) throws {
        #expect(try body(source, .text, ["reason": .text("r")]) == shown)
        #expect(try body(source, .text, [:]) == hidden)
    }

    @Test func `Lines may end with CRLF and are rendered with LF`() throws {
        let template = try Template(parsing: "Subject: Hi\r\n\r\na\r\nb", kind: .text, known: [])
        #expect(template.render([:]).subject == "Hi")
        #expect(template.render([:]).body == "a\nb")
    }

    @Test(arguments: [
        ("Hi {customer_name}", "x", "Hi x"),
        ("Hi {customer_name}", "x\r\nBcc: all@example.com", "Hi x  Bcc: all@example.com"),
        ("Hi {customer_name}", "x\u{2028}y\u{85}z\u{0}\t", "Hi x y z"),
        ("{customer_name} & <b>", "<i>", "<i> & <b>"),
        ("  {customer_name} ", "", ""),
        ("{#if customer_name}For {customer_name}{/if}", "you", "For you"),
    ]) func `A subject stays one line and is not HTML`(_ subject: String, _ name: String, _ expected: String) throws {
        let template = try Template(parsing: "Subject: \(subject)\n\n", kind: .html, known: Self.known)
        #expect(template.render(["customer_name": .text(name)]).subject == expected)
    }

    @Test(arguments: [
        ("<p>{reason}</p>", "a<b>&\"'", "<p>a&lt;b&gt;&amp;&quot;&#39;</p>"),
        ("<p>{reason}</p>", "one\ntwo\u{7}", "<p>one<br>\ntwo</p>"),
        ("<title>{reason}</title>", "</title>\nx", "<title>&lt;/title&gt; x</title>"),
        ("<i title=\"{reason}\">", "\" onload=\"x", "<i title=\"&quot; onload=&quot;x\">"),
        ("<i title='{reason}'>", "' onload='x", "<i title='&#39; onload=&#39;x'>"),
        ("<a href=\"{reason}\">", "https://a.example/?x=1&y=2", "<a href=\"https://a.example/?x=1&amp;y=2\">"),
        ("<a href=\"{reason}\">", "HTTP://a.example", "<a href=\"HTTP://a.example\">"),
        ("<a href='{reason}'>", "mailto:a@b.example", "<a href='mailto:a@b.example'>"),
        ("<a href=\"{reason}\">", "javascript:alert(1)", "<a href=\"#\">"),
        ("<a href=\"{reason}\">", " https://a.example", "<a href=\"#\">"),
        ("<a href=\"{reason}\">", "https://a.example/\tb", "<a href=\"#\">"),
        ("<a href=\"{reason}\">", "data:text/html,x", "<a href=\"#\">"),
        ("<a href=\"{reason}\">", "//a.example", "<a href=\"#\">"),
        ("<a href=\"{reason}\">", "", "<a href=\"#\">"),
        ("<img src=\"{reason}\">", "cid:1", "<img src=\"#\">"),
        (
            "<a href=\"https://a.example/?c={reason}\">", "a&b=\"c\" ü",
            "<a href=\"https://a.example/?c=a%26b%3D%22c%22%20%C3%BC\">"
        ),
        ("<a href=\"mailto:{reason}\">", "a@b.example", "<a href=\"mailto:a@b.example\">"),
        ("<td style=\"color:{reason}\">", "#1a2B3c", "<td style=\"color:#1a2B3c\">"),
        ("<td style=\"color:{reason}\">", "red;background:url(x)", "<td style=\"color:\">"),
        ("<!--[if mso]><p>{reason}</p><![endif]-->", "--><b>", "<!--[if mso]><p>--&gt;&lt;b&gt;</p><![endif]-->"),
        ("<!--[if !mso]><!--><p>{reason}</p><!--<![endif]-->", "<", "<!--[if !mso]><!--><p>&lt;</p><!--<![endif]-->"),
        ("a < b {reason}", "<", "a < b &lt;"),
        ("<style>p {{ color: red }</style>{reason}", "<", "<style>p { color: red }</style>&lt;"),
        ("<STYLE>a</sty></STYLE >{reason}", "<", "<STYLE>a</sty></STYLE >&lt;"),
        ("<a {#if reason}href=\"{reason}\"{/if} id=x>", "https://a.example", "<a href=\"https://a.example\" id=x>"),
        ("<a href=\"{#if reason}{reason}{/if}\">", "ftp:x", "<a href=\"#\">"),
        ("<!doctype html><?x ?></3><br/>{reason}", "<", "<!doctype html><?x ?></3><br/>&lt;"),
    ]) func `A value in HTML stays a value wherever it stands`(
        _ source: String, _ value: String, _ expected: String
    ) throws {
        #expect(try body(source, .html, ["reason": .text(value)]) == expected)
    }

    @Test func `A plain text takes a value as it is, without control characters`() throws {
        #expect(try body("{reason}", .text, ["reason": .text("<b>\n&\u{0}\u{9F}")]) == "<b>\n&")
    }

    @Test func `A template tells which variables it uses`() throws {
        let source = "Subject: {shop_name}\n\n{#if never_bought}{reason}{/if}{reason}"
        let template = try Template(parsing: source, kind: .text, known: Self.known)
        #expect(template.variables == ["shop_name", "never_bought", "reason"])
    }

    @Test func `A value is never read as a template`() throws {
        #expect(
            try body("{reason}", .text, ["reason": .text("{shop_name}"), "shop_name": .text("x")]) == "{shop_name}")
    }
}
