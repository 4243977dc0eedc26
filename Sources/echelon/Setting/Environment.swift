internal import Foundation

/// Options set by the environment, or else by the configuration file.
enum Environment {
    /// Nil where it is not set, or empty.
    static subscript(name: String) -> String? { found(name)?.value }

    /// The value, and in words where it is from.
    static func found(_ name: String) -> (value: String, place: String)? {
        if let value = ProcessInfo.processInfo.environment[name], !value.isEmpty { return (value, "environment") }
        return ConfigurationFile[name].map { ($0, "file") }
    }
}
