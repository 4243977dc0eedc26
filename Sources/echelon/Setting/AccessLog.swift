internal import Domain
internal import HTTPWire
internal import JSON
internal import Logging
internal import Web

/// One line for each answered request. The query is not in it, as it may hold a token; nor is the address.
struct AccessLog {
    private let level: Logger.Level

    init(_ level: Logger.Level) { self.level = level }

    /// Nil where the level leaves all of them out.
    var note: (@Sendable (RequestRecord) -> Void)? {
        guard level <= .info else { return nil }
        let level = level
        return { record in
            let isProbe = record.pattern == "/health" || record.pattern == "/ready"
            if level <= (isProbe ? .debug : .info) { LogOutput.shared.collect(Self.line(record, isProbe)) }
        }
    }

    /// In the form of `LogLine`, written directly, as there are so many of them.
    private static func line(_ record: RequestRecord, _ isProbe: Bool) -> [UInt8] {
        var writer = JSONWriter(reserving: 256)
        writer.object { w in
            w.field("at", SystemClock().now().description)
            w.field("level", isProbe ? "debug" : "info")
            w.field("message", "request")
            w.field("request", record.id)
            w.field("method", record.method.rawValue)
            w.field("path", record.path)
            w.field("status", record.status.code)
            w.field("bytes", record.bytesSent)
            w.field("microseconds", Int64(record.nanoseconds / 1_000))
        }
        return writer.bytes + [0x0A]
    }
}
