import HTTPWire

/// What a parser made of some bytes.
struct Reading: Equatable, CustomStringConvertible {
    var requests: [ReadRequest] = []
    /// The status it refused the rest with.
    var refusal: Int?
    /// Whether it is waiting for the rest of a request.
    var isInside = false

    var description: String { "\(requests) refusal: \(refusal.map(String.init) ?? "none") inside: \(isInside)" }
}

struct ReadRequest: Equatable {
    var method: String
    var path: String
    var body: String
    var keepsAlive: Bool
}

/// Ways for the same bytes to arrive.
enum Delivery {
    static func whole(_ bytes: [UInt8], _ parser: RequestParser = RequestParser()) -> Reading {
        pieces([bytes], parser)
    }

    static func byteByByte(_ bytes: [UInt8], _ parser: RequestParser = RequestParser()) -> Reading {
        pieces(bytes.map { [$0] }, parser)
    }

    static func split(_ bytes: [UInt8], at index: Int, _ parser: RequestParser = RequestParser()) -> Reading {
        pieces([Array(bytes[..<index]), Array(bytes[index...])], parser)
    }

    static func pieces(_ pieces: [[UInt8]], _ parser: RequestParser = RequestParser()) -> Reading {
        var parser = parser
        var reading = Reading()
        var current: ReadRequest?
        do {
            for piece in pieces { try feed(piece, &parser, &reading, &current) }
        } catch {
            reading.refusal = error.status.code
        }
        reading.isInside = reading.refusal == nil && parser.isInsideRequest
        return reading
    }

    private static func feed(
        _ piece: [UInt8], _ parser: inout RequestParser, _ reading: inout Reading, _ current: inout ReadRequest?
    ) throws(RequestError) {
        var position = 0
        while true {
            let rest = Array(piece[position...])
            let step = try parser.parse(rest.span)
            position += step.consumed
            switch step.event {
            case .more: return
            case .head(let head):
                current = ReadRequest(
                    method: head.method.rawValue, path: head.target.path, body: "", keepsAlive: head.keepsAlive)
            case .body(let range): current?.body += String(decoding: rest[range], as: UTF8.self)
            case .end:
                if let current { reading.requests.append(current) }
                current = nil
            }
        }
    }
}
