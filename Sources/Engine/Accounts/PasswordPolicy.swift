/// Which passwords are taken. A long sentence of plain words is as good as a short riddle; what everybody uses, and what
/// anybody could guess of the person, is not.
public enum PasswordPolicy {
    /// In characters.
    public static let shortest = 12
    /// In bytes of UTF-8: what is hashed is bounded.
    public static let longest = 256
    /// So many letters must be left where everything is taken away that is in everybody's password.
    static let fewestOwn = 4

    /// What is wrong with the password, for the person to read; nil for one that is taken.
    ///
    /// - Parameter known: what anybody knows of the person: name and e-mail.
    public static func fault(_ password: String, known: [String]) -> String? {
        guard password.count >= shortest else {
            return "must be at least \(shortest) characters long; a few words in a row are a good password"
        }
        guard password.utf8.count <= longest else { return "must be at most \(longest) bytes long" }
        let small = password.lowercased()
        guard Set(small).count >= fewestOwn else { return "must not be the same few characters again and again" }
        if isRun(small) { return "must not be a row of keys or numbers" }
        guard isOwn(small, beside: common) else { return "must not be one of the passwords that everybody uses" }
        guard isOwn(small, beside: common + known.flatMap(words)) else {
            return "must not be made of your name or e-mail address"
        }
        return nil
    }

    /// Whether enough letters are left without these words, whether digits and signs stand for letters or for nothing.
    private static func isOwn(_ password: String, beside words: [String]) -> Bool {
        guard password.contains(where: \.isLetter) else { return true }
        let readings = [password, String(password.map { letters[$0] ?? $0 })]
        return readings.allSatisfy { without(words, $0.filter(\.isLetter)).count >= fewestOwn }
    }

    private static let letters: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s",
    ]

    /// The words of a name or of an address that are long enough to be recognised.
    private static func words(_ text: String) -> [String] {
        let parts = text.lowercased().split { !$0.isLetter }.map(String.init)
        return parts.filter { $0.count >= 3 }
    }

    /// What is left when all of these are cut out, the longest first.
    private static func without(_ pieces: [String], _ text: String) -> String {
        pieces.sorted { $0.count > $1.count }.reduce(text) { $0.replacing($1, with: "") }
    }

    /// Whether it is nothing but neighbours on the keyboard or in the alphabet, forwards or backwards.
    private static func isRun(_ text: String) -> Bool {
        let rows = [
            "01234567890123456789", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
            "qwertyuiopasdfghjklzxcvbnm",
        ]
        return rows.contains { $0.contains(text) || String($0.reversed()).contains(text) }
    }

    /// The words that head every list of stolen passwords, and those that suggest themselves here.
    private static let common = [
        "password", "passwort", "passwd", "motdepasse", "haslo", "kennwort", "contrasena", "qwertyuiop", "qwertz",
        "qwerty",
        "azerty", "asdfgh", "zxcvbn", "iloveyou", "letmein", "welcome", "willkommen", "bienvenue", "witaj", "monkey",
        "dragon",
        "master", "sunshine", "princess", "football", "baseball", "superman", "batman", "trustno", "shadow", "michael",
        "jennifer", "hello", "hallo", "bonjour", "login", "secret", "geheim", "test", "default", "changeme",
        "administrator",
        "admin", "root", "user", "guest", "echelon", "shop", "store", "server", "company", "summer", "winter", "spring",
        "autumn", "sommer", "january", "february", "march", "april", "june", "july", "august", "september", "october",
        "november", "december", "monday", "friday", "abc", "xyz", "my", "the", "is", "this",
    ]
}
