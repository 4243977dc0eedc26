internal import HTTPWire
internal import Logging
internal import Web

/// One line for each answered request. The query is not in it, as it may hold a token; nor is the address.
struct AccessLog {
    private let logger: Logger

    init(_ logger: Logger) { self.logger = logger }

    var note: @Sendable (RequestRecord) -> Void {
        let logger = logger
        return { record in
            let isProbe = record.pattern == "/health" || record.pattern == "/ready"
            let level: Logger.Level = isProbe ? .debug : .info
            guard logger.logLevel <= level else { return }
            logger.log(
                level: level, "request",
                metadata: [
                    "request": "\(record.id)", "method": "\(record.method)", "path": "\(record.path)",
                    "status": "\(record.status.code)", "bytes": "\(record.bytesSent)",
                    "microseconds": "\(record.nanoseconds / 1_000)",
                ])
        }
    }
}
