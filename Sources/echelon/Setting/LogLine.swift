internal import Domain
internal import JSON
internal import Logging

/// Writes each log entry as one line of JSON to standard error.
struct LogLine: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    /// Call once in a process.
    static func bootstrap(_ level: Logger.Level) {
        LoggingSystem.bootstrap { _ in LogLine(logLevel: level) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var writer = JSONWriter(reserving: 256)
        writer.object { w in
            w.field("at", SystemClock().now().description)
            w.field("level", event.level.rawValue)
            w.field("message", event.message.description)
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            for (name, value) in all.sorted(by: { $0.key < $1.key }) { w.field(name, "\(value)") }
        }
        LogOutput.shared.write(writer.bytes + [0x0A])
    }
}
