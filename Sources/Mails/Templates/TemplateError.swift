/// Why a template was not taken: everything that is wrong with it, in the order of the file.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Never empty; at most `Template.problemLimit`.
    public let problems: [TemplateProblem]

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a template, and where.
public struct TemplateProblem: Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    public let line: Int

    /// From 1, in Unicode scalars.
    public let column: Int

    public let kind: Kind

    public enum Kind: Hashable, Sendable {
        case unknownVariable(String, suggestion: String?)
        case malformedTag(String)
        case doubledBraces(String)
        case unclosedBrace
        case unclosedIf(String)
        case strayEndIf
        case nestedTooDeeply
        case missingSubject
        case emptySubject
        case subjectHasSecondLine
        case subjectTooLong
        case tooLong
        case controlCharacter
        case variableInside(HTMLPlace)
        case unsafeURL
        case ifCrossesMarkup
        case endsInsideMarkup
    }

    /// Where in the HTML no variable may stand.
    public enum HTMLPlace: String, Hashable, Sendable {
        case tag = "a tag, outside quoted values"
        case unquotedValue = "an attribute's value without quotes"
        case codeAttribute = "an attribute that holds code or several addresses"
        case styleElement = "<style>"
        case scriptElement = "<script>"
        case rawElement = "an element whose content is not HTML"
        case comment = "a comment"
        case declaration = "a declaration"
    }

    public var description: String { "line \(line), column \(column): \(kind.sentence)" }
}

extension TemplateProblem.Kind {
    /// What is wrong, and what to write instead.
    public var sentence: String {
        switch self {
        case .unknownVariable(let name, let suggestion?):
            "there is no variable {\(name)}; did you mean {\(suggestion)}?"
        case .unknownVariable(let name, nil): "there is no variable {\(name)}"
        case .malformedTag(let text):
            "{\(text)} is neither a variable, nor {#if name}, nor {/if}; write {{ for a brace"
        case .doubledBraces(let name): "a variable stands in single braces: {\(name)}"
        case .unclosedBrace: "this brace is not closed on its line; write {{ for a brace"
        case .unclosedIf(let name): "{#if \(name)} has no {/if}"
        case .strayEndIf: "this {/if} closes nothing"
        case .nestedTooDeeply: "conditions are nested more than \(Template.depthLimit) deep"
        case .missingSubject: "the first line must be “Subject: …”"
        case .emptySubject: "the subject is empty"
        case .subjectHasSecondLine: "the subject is one line; a blank line must follow it"
        case .subjectTooLong: "the subject is longer than \(Template.subjectLimit) characters"
        case .tooLong: "the template is longer than \(Template.byteLimit) bytes"
        case .controlCharacter: "there is an invisible control character here"
        case .variableInside(let place): "a variable cannot stand inside \(place.rawValue)"
        case .unsafeURL:
            "an address must begin with http://, https:// or mailto:, or with one variable that holds all of its beginning"
        case .ifCrossesMarkup: "this {/if} stands in another place of the HTML than its {#if}"
        case .endsInsideMarkup: "the template ends inside a tag, a value, a comment or a <style>"
        }
    }
}
