internal import Foundation

/// Options set by the environment.
enum Environment {
    /// Nil where it is not set, or empty.
    static subscript(name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
