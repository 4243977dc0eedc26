import Foundation
import Mails
import Testing

@testable import Engine

/// A4. The shipped mails: complete in each language, and checked when they are read.
@Suite struct LibraryTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test func `every language has every mail, with the same variables and conditions as English`() throws {
        let library = try FakePost.library.get()
        #expect(library.locales.contains(.english))
        for locale in library.locales {
            for template in MailCatalog.templates {
                let english = try #require(library.entry(template, .english))
                let entry = try #require(library.entry(template, locale), "\(locale)/\(template)")
                #expect(entry.html.variables == english.html.variables, "\(locale)/\(template).html")
                #expect(entry.text.variables == english.text.variables, "\(locale)/\(template).txt")
            }
        }
    }

    @Test func `every mail to a customer gives its reason`() throws {
        let library = try FakePost.library.get()
        for template in MailCatalog.templates {
            let entry = try #require(library.entry(template, .english))
            #expect(entry.html.variables.contains("reason") && entry.text.variables.contains("reason"), "\(template)")
        }
    }

    @Test func `the table of variables in the documents names each one that there is`() throws {
        let text = try String(contentsOf: Self.root.appending(path: "mails/README.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let named = Set(rows.compactMap { $0.split(separator: "`").dropFirst().first.map(String.init) })
        let templates = MailCatalog.templates.compactMap(MailCatalog.variables).joined().map(\.name)
        #expect(named == Set(templates).union(MailCatalog.layoutVariables))
    }

    // MARK: Files that are wrong

    /// A copy of the shipped files, with one of them changed.
    private func read(_ edit: (URL) throws -> Void) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "echelon-mails-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["layout.html", "layout.txt", "en"] {
            try FileManager.default.copyItem(
                at: Self.root.appending(path: "mails/\(name)"), to: folder.appending(path: name))
        }
        try edit(folder)
        do { _ = try MailLibrary(folder: folder.path) } catch let problem as MailLibrary.Problem {
            return problem.lines
        }
        return []
    }

    @Test func `a complete folder is taken`() throws { #expect(try read { _ in } == []) }

    @Test func `what is missing or wrong is named with its file and line`() throws {
        let missing = try read { try FileManager.default.removeItem(at: $0.appending(path: "en/group_change.txt")) }
        #expect(missing == ["en/group_change.txt: the file is missing"])
        let unknown = try read { folder in
            try "Subject: Hi\n\n{benefit}\n".write(
                to: folder.appending(path: "en/group_change.txt"), atomically: true, encoding: .utf8)
        }
        #expect(
            unknown == [
                "en/group_change.txt, line 3, column 1: there is no variable {benefit}; did you mean {benefits}?"
            ])
        let words = try read { folder in
            try "combined_subject: News\n".write(
                to: folder.appending(path: "en/words.txt"), atomically: true, encoding: .utf8)
        }
        #expect(words.count == 1 && words[0].hasPrefix("en/words.txt lacks benefit_discount, "))
        let misnamed = try read { folder in
            try FileManager.default.moveItem(at: folder.appending(path: "en"), to: folder.appending(path: "english"))
        }
        #expect(misnamed == ["english: the folder is not named by a language", "en: the folder is missing"])
        let binary = try read { folder in
            try Data([0xFF, 0xFE, 0x00]).write(to: folder.appending(path: "en/run_report.html"))
        }
        #expect(binary == ["en/run_report.html: the file is not UTF-8"])
    }
}
