internal import Foundation
internal import Synchronization

/// The configuration file: `name = value` a line, `#` before remarks. It counts where neither a flag nor the environment
/// says otherwise.
enum ConfigurationFile {
    private static let values = Mutex<[String: String]>([:])

    /// Of the environment's variables of that name.
    static subscript(variable: String) -> String? { values.withLock { $0[variable] } }

    /// Takes `--config PATH` off the arguments, reads the file it names or `ECHELON_CONFIG` does, and looks for variables of
    /// the environment that are most likely misspelt.
    ///
    /// - Returns: the other arguments.
    /// - Throws: `Failure` in words, with the line.
    static func prepare(_ arguments: [String]) throws -> [String] {
        var arguments = arguments
        var path = ProcessInfo.processInfo.environment["ECHELON_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let options = arguments.prefix { $0 != "--" }
        if let index = options.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") }) {
            let word = arguments.remove(at: index)
            if word == "--config" {
                guard index < arguments.count else { throw Failure("--config needs the path of a file.") }
                path = arguments.remove(at: index)
            } else {
                path = String(word.dropFirst("--config=".count))
            }
        }
        try checkEnvironment()
        if let path { try read(path) }
        return arguments
    }

    private static func checkEnvironment() throws {
        let known = Set(SettingCatalog.all.map(\.variable) + ["ECHELON_CONFIG"])
        for name in ProcessInfo.processInfo.environment.keys.sorted()
        where name.hasPrefix("ECHELON_") && !known.contains(name) {
            // Other programs have variables of such names, too; those that look like none of ours are theirs.
            guard let meant = SettingCatalog.nearest(name.dropFirst("ECHELON_".count).lowercased()) else { continue }
            throw Failure("\(name) is no setting. Is \(meant.variable) meant?")
        }
    }

    private static func read(_ path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("The configuration file \(path) is not there, or cannot be read.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure("The configuration file \(path) is not text in UTF-8.")
        }
        var found: [String: String] = [:]
        // Windows ends lines by two characters, which are one to Swift.
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            guard let (setting, value) = try entry(String(line), at: "\(path), line \(index + 1)") else { continue }
            guard found.updateValue(value, forKey: setting.variable) == nil else {
                throw Failure("\(path), line \(index + 1): \(setting.name) is set a second time.")
            }
            if setting.isSecret { try requireOwn(path, setting) }
        }
        values.withLock { $0 = found }
    }

    /// Nil for a line without an entry.
    private static func entry(_ line: String, at place: String) throws -> (SettingDescription, value: String)? {
        let line = line.trimmingCharacters(in: .whitespaces)
        guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.count == 2 else { throw Failure("\(place): must be like name = value.") }
        guard let setting = SettingCatalog.all.first(where: { $0.name == parts[0] }) else {
            let hint =
                SettingCatalog.nearest(parts[0]).map { " Is \($0.name) meant?" } ?? " docs/configuration.md lists them."
            throw Failure("\(place): \(parts[0]) is no setting.\(hint)")
        }
        guard !parts[1].isEmpty else { throw Failure("\(place): \(setting.name) has no value.") }
        return (setting, parts[1])
    }

    private static func requireOwn(_ path: String, _ setting: SettingDescription) throws {
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions] as? Int
        guard let mode, mode & 0o077 == 0 else {
            throw Failure("\(path) holds \(setting.name), and others than its owner may read it: chmod 600 \(path)")
        }
    }
}
