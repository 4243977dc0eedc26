internal import Engine
internal import Logging

/// One line when writes begin to be refused, and one when they are taken again.
enum WriteStopLog {
    static func note(_ stop: WriteStop?, _ logger: Logger) {
        guard let stop else { return logger.notice("writes are taken again") }
        logger.error("writes are refused", metadata: ["reason": "\(stop.reason.rawValue)", "error": "\(stop.detail)"])
    }
}
