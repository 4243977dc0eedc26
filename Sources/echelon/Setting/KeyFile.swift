internal import Foundation
internal import Secrets

/// The key that seals secrets in the database: 32 bytes in hexadecimal, in a file beside it that only its owner reads.
enum KeyFile {
    /// The key of a database, made anew with a new database. ECHELON_KEY takes its place where it is set.
    static func key(forDatabase path: String) throws -> [UInt8] {
        if let text = Environment["ECHELON_KEY"] { return try read(text, from: "ECHELON_KEY") }
        let file = path + ".key"
        if let data = FileManager.default.contents(atPath: file) {
            return try read(String(decoding: data, as: UTF8.self), from: file)
        }
        guard !FileManager.default.fileExists(atPath: file) else {
            throw Failure("The key file \(file) cannot be read.")
        }
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                "The key file \(file) is missing, and the database needs it. Put it back, or set ECHELON_KEY.")
        }
        let key = SecureRandom.bytes(32)
        guard
            FileManager.default.createFile(
                atPath: file, contents: Data("\(Hex.encode(key))\n".utf8), attributes: [.posixPermissions: 0o600])
        else { throw Failure("The key file \(file) cannot be written.") }
        return key
    }

    /// The key that a restored database is to be opened with. None is made: only its own opens the backup's secrets.
    static func key(forRestored path: String) throws -> [UInt8] {
        if let text = Environment["ECHELON_KEY"] { return try read(text, from: "ECHELON_KEY") }
        let file = path + ".key"
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure(
                "The key file \(file) is missing. Put the one there that belongs to the backup, or set ECHELON_KEY.")
        }
        return try read(String(decoding: data, as: UTF8.self), from: file)
    }

    private static func read(_ text: String, from place: String) throws -> [UInt8] {
        let digits = text.filter { !$0.isWhitespace }
        guard let key = Hex.decode(digits), key.count == 32 else {
            throw Failure("\(place) does not hold a key: 64 hexadecimal digits are needed.")
        }
        return key
    }
}
