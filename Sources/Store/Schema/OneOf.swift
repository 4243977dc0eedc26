/// The condition that a column holds one of some words.
///
/// `column IN ('a', 'b', 'c')` says the same, but for three words and more SQLite then makes a table of them in memory,
/// anew for each row that is written: with six such columns that was a good part of a webhook's time.
func oneOf(_ column: String, _ words: String...) -> String {
    words.map { "\(column) = '\($0)'" }.joined(separator: " OR ")
}
