internal import HTTPWire
internal import Net

/// The end of a connection that did not come to TLS: who spoke plain HTTP is told so in plain HTTP.
struct Farewell {
    private let socket: Socket
    private let shared: ServerShared

    init(_ socket: Socket, _ shared: ServerShared) {
        self.socket = socket
        self.shared = shared
    }

    func say(_ error: TLSError) async {
        switch error {
        case .plainText:
            answer()
            await linger()
        case .refused: await linger()
        case .timedOut, .interrupted, .closed, .unverified, .setUp: break
        }
        socket.close()
    }

    private func linger() async {
        await Channel.plain(socket).linger(until: shared.deadlines.linger(from: socket.now))
    }

    /// A few bytes, which the kernel takes at once.
    private func answer() {
        let body = Array("400 Bad Request: this port speaks HTTPS, and the request came without TLS\n".utf8)
        var output: [UInt8] = []
        ResponseWriter.append(
            .badRequest, ["Content-Type": "text/plain; charset=utf-8"], framing: .length(body.count),
            connection: .close, date: HTTPDate(secondsSinceEpoch: shared.configuration.clock()).fieldLine, to: &output)
        output += body
        _ = socket.send(output.span)
    }
}
