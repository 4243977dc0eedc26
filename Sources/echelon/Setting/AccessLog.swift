internal import Domain
internal import HTTPWire
internal import JSON
internal import Logging
internal import Web

/// One line for each answered request. The query is not in it, as it may hold a token; of a path that holds one there is
/// the route's pattern; the sender's address is not in it either.
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

    /// In the form of `LogLine`, put together from constant parts, as there are so many of them. Method and path come from
    /// strangers and are escaped.
    private static func line(_ record: RequestRecord, _ isProbe: Bool) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        line += "{\"at\":\"".utf8
        line += SystemClock().now().description.utf8
        line += (isProbe ? probeStart : start).utf8
        line += record.id.utf8
        line += "\",\"method\":".utf8
        var writer = JSONWriter(appendingTo: consume line)
        writer.value(record.method.rawValue)
        writer.key("path")
        let secret = record.pattern.flatMap { $0.contains("{token}") ? $0 : nil }
        writer.value(secret ?? record.path)
        line = writer.bytes
        append(",\"status\":", record.status.code, to: &line)
        append(",\"bytes\":", record.bytesSent, to: &line)
        append(",\"microseconds\":", Int(clamping: record.nanoseconds / 1_000), to: &line)
        line += "}\n".utf8
        return line
    }

    private static let start = #"","level":"info","message":"request","request":""#
    private static let probeStart = #"","level":"debug","message":"request","request":""#

    private static func append(_ key: String, _ number: Int, to line: inout [UInt8]) {
        line += key.utf8
        line += String(number).utf8
    }
}
