internal import CLinux
internal import Glibc

/// Where a server listens.
public struct BoundAddress: Hashable, Sendable, CustomStringConvertible {
    /// A numeric IPv4 or IPv6 address.
    public let host: String
    public let port: UInt16

    public var description: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A socket that is bound and listening, not yet on a loop.
public struct ListeningSocket: Sendable {
    public let address: BoundAddress
    let descriptor: Descriptor

    /// - Parameters:
    ///   - host: a numeric IPv4 or IPv6 address; `::` takes both kinds.
    ///   - port: 0 takes a free one.
    ///   - backlog: connections the kernel keeps until they are accepted.
    /// - Throws: `SystemError`, above all where the port is taken or forbidden.
    public init(host: String, port: UInt16, backlog: Int) throws {
        let action = "listen on \(host) port \(port)"
        // The text lives for the call.
        let number = unsafe host.withCString { host in
            unsafe linux_listen(host, port, Int32(clamping: backlog))
        }
        descriptor = Descriptor(try SystemError.check(number, action))
        let bound = try SystemError.check(linux_local_port(descriptor.number), action)
        address = BoundAddress(host: host, port: UInt16(truncatingIfNeeded: bound))
    }
}

/// Takes the connections of a listening socket. Belongs to one task on its loop.
public final class Listener {
    public struct Connection: Sendable {
        public let descriptor: Descriptor
        /// The peer's numeric address, without the port; IPv4 also where it came through an IPv6 socket.
        public let remoteAddress: String
    }

    private let socket: Socket

    public init(_ listening: ListeningSocket, on loop: EventLoop) throws {
        socket = try Socket(listening.descriptor, on: loop)
    }

    /// Ends the wait of `accept` when interrupted.
    public var handle: SocketHandle { socket.handle }

    /// The next connection; nil when interrupted. Where descriptors or memory ran out, it waits a tenth of a second for
    /// some to come free: connections stay in the backlog meanwhile.
    ///
    /// - Throws: where the socket itself is broken.
    public func accept() async throws -> Connection? {
        var address = [CChar](repeating: 0, count: 64)
        while true {
            // The buffer is as long as its count says, and lives for the call.
            let result = unsafe address.withUnsafeMutableBufferPointer { buffer in
                unsafe linux_accept(socket.rawDescriptor, buffer.baseAddress, buffer.count)
            }
            if result >= 0 {
                let text = address.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                return Connection(descriptor: Descriptor(result), remoteAddress: String(decoding: text, as: UTF8.self))
            }
            if try await shouldStop(afterError: -result) { return nil }
        }
    }

    /// Closes it: the port is free again.
    public func close() { socket.close() }

    private func shouldStop(afterError error: Int32) async throws -> Bool {
        if linux_is_connection_error(error) != 0 { return false }
        let isExhausted = linux_is_exhaustion(error) != 0
        guard isExhausted || linux_would_block(error) != 0 else {
            throw SystemError("accept a connection", code: error)
        }
        socket.noteNotReadable()
        let deadline = isExhausted ? socket.now.adding(.milliseconds(100)) : .never
        return await socket.wait(for: .read, until: deadline) == .interrupted
    }
}
