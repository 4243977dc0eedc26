internal import Foundation
public import Mails

/// The mails as they are shipped: the files of the folder `mails`, read and checked once.
public struct MailLibrary: Sendable {
    /// Both forms of a mail in one language.
    struct Entry: Sendable {
        let html: Template
        let text: Template
        /// The files as they are.
        let htmlFile: String
        let textFile: String
    }

    let layout: Entry
    /// By language, then by the template's name.
    private let entries: [MailLocale: [String: Entry]]
    private let words: [MailLocale: [String: Template]]

    /// What is wrong with the files, one line each.
    public struct Problem: Error, CustomStringConvertible {
        public let lines: [String]

        public var description: String { lines.joined(separator: "\n") }
    }

    /// Languages that are shipped, by name.
    public var locales: [MailLocale] { entries.keys.sorted { $0.description < $1.description } }

    func entry(_ template: String, _ locale: MailLocale) -> Entry? { entries[locale]?[template] }

    /// The words outside of templates in the first of these languages that has them.
    func words(_ chain: [MailLocale]) -> [String: Template] { chain.lazy.compactMap { words[$0] }.first ?? [:] }

    // MARK: Reading

    /// - Throws: `Problem` with everything that is wrong, each with its file and line.
    public init(folder: String) throws {
        var reader = LibraryReader(folder: folder)
        layout = reader.entry(MailCatalog.layout, in: "", known: MailCatalog.layoutVariables)
        var entries: [MailLocale: [String: Entry]] = [:]
        var words: [MailLocale: [String: Template]] = [:]
        for (name, locale) in reader.locales() {
            words[locale] = reader.words(name)
            for template in MailCatalog.templates {
                let known = Set((MailCatalog.variables(of: template) ?? []).map(\.name))
                entries[locale, default: [:]][template] = reader.entry(template, in: "\(name)/", known: known)
            }
        }
        if entries[.english] == nil { reader.problems.append("en: the folder is missing") }
        guard reader.problems.isEmpty else { throw Problem(lines: reader.problems) }
        (self.entries, self.words) = (entries, words)
    }
}

/// Reads the files of a library and notes what is wrong.
private struct LibraryReader {
    let folder: String
    var problems: [String] = []

    /// Folders with a `words.txt`, each named by a language.
    mutating func locales() -> [(name: String, locale: MailLocale)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            guard FileManager.default.fileExists(atPath: "\(folder)/\(name)/words.txt") else { return nil }
            guard let locale = MailLocale(name) else {
                problems.append("\(name): the folder is not named by a language")
                return nil
            }
            return (name, locale)
        }
    }

    mutating func entry(_ template: String, in place: String, known: Set<String>) -> MailLibrary.Entry {
        let (htmlFile, textFile) = (file("\(place)\(template).html"), file("\(place)\(template).txt"))
        return MailLibrary.Entry(
            html: parsed(htmlFile, .html, known, "\(place)\(template).html"),
            text: parsed(textFile, .text, known, "\(place)\(template).txt"), htmlFile: htmlFile, textFile: textFile)
    }

    mutating func words(_ name: String) -> [String: Template] {
        var words: [String: Template] = [:]
        for line in file("\(name)/words.txt").split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = String(line[..<colon])
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            words[key] = parsed("Subject: \(value)\n\n", .text, ["percent"], "\(name)/words.txt, \(key)")
        }
        let missing = MailCatalog.words.subtracting(words.keys).sorted()
        if !missing.isEmpty { problems.append("\(name)/words.txt lacks \(missing.joined(separator: ", "))") }
        return words
    }

    private mutating func file(_ name: String) -> String {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            problems.append("\(name): the file is missing")
            return ""
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            problems.append("\(name): the file is not UTF-8")
            return ""
        }
        return text
    }

    private mutating func parsed(_ file: String, _ kind: Template.Kind, _ known: Set<String>, _ name: String)
        -> Template
    {
        do throws(TemplateError) {
            return try Template(parsing: file, kind: kind, known: known)
        } catch {
            // A file that is missing was told of already.
            if !file.isEmpty { problems += error.problems.map { "\(name), \($0)" } }
            return .empty(kind)
        }
    }
}
