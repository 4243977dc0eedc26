/// Why a text is not a CSV file that can be read, and where.
public struct CSVError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: String, Hashable, Sendable {
        case quoteInPlainField = "a quote stands within a field that does not begin with one"
        case textAfterQuote = "something follows the closing quote of a field"
        case unclosedQuote = "the quote that begins this field is never closed"
        case loneCarriageReturn = "a carriage return stands alone"
        case fieldTooLong = "the field is too long"
        case recordTooLong = "the record is too long"
        case tooManyFields = "the record has too many fields"
        case badUTF8 = "the text began as UTF-8 and goes on as something else"
        case utf16 = "the file is UTF-16: save it as UTF-8"
        case zeroByte = "the file holds zero bytes: it is no text"
    }

    public let reason: Reason
    /// Line of the file, from 1; line ends within quotes count.
    public let line: Int
    /// Byte of the line, from 1.
    public let column: Int

    public var description: String { "\(reason.rawValue) (line \(line), column \(column))" }
}
