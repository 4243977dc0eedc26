internal import CLinux
internal import Glibc

/// A connected socket on its loop. It belongs to one task that runs there; only a `SocketHandle` may leave it.
@safe
public final class Socket {
    public enum Interest {
        case read
        case write
    }

    /// Why a wait ended.
    public enum Wake: Sendable {
        /// It is worth trying again.
        case ready
        /// The deadline passed.
        case expired
        /// Someone called `SocketHandle.interrupt`.
        case interrupted
    }

    public enum Reception {
        /// Bytes came and were handed over.
        case bytes
        /// Nothing now: wait for `.read`.
        case notReady
        /// The peer closed its side in order.
        case end
        /// The connection broke.
        case broken
    }

    public enum Transmission {
        /// So many bytes were taken, which may be fewer than given.
        case sent(Int)
        /// Nothing now: wait for `.write`.
        case notReady
        /// The connection broke.
        case broken
    }

    public let loop: EventLoop
    private let core: LoopCore
    private var descriptor: Descriptor?
    private let number: Int32
    private var token: UInt64 = 0

    private var isReadable = true
    private var isWritable = true
    private var isHungUp = false
    private var isInterrupted = false
    private var interest = Interest.read
    private var waiter: UnsafeContinuation<Wake, Never>?

    /// - Precondition: called on the loop's thread, as is everything else.
    public init(_ descriptor: Descriptor, on loop: EventLoop) throws {
        self.loop = loop
        self.descriptor = descriptor
        core = loop.core
        number = descriptor.number
        token = try core.watch(self, number)
    }

    /// Connects to a numeric IPv4 or IPv6 address.
    ///
    /// - Throws: `SystemError`; ETIMEDOUT where the deadline passed first.
    public static func connect(
        host: String, port: UInt16, on loop: EventLoop, until deadline: MonotonicTime
    ) async throws -> Socket {
        let action = "connect to \(host) port \(port)"
        // The text lives for the call.
        let number = unsafe host.withCString { host in unsafe linux_connect(host, port) }
        let socket = try Socket(Descriptor(try SystemError.check(number, action)), on: loop)
        socket.isWritable = false
        do {
            guard await socket.wait(for: .write, until: deadline) == .ready else {
                throw SystemError(action, code: ETIMEDOUT)
            }
            _ = try SystemError.check(linux_connection_error(number), action)
            return socket
        } catch {
            socket.close()
            throw error
        }
    }

    public var handle: SocketHandle { SocketHandle(loop: loop, token: token) }

    /// The loop's time, a little in the past; costs nothing.
    public var now: MonotonicTime { core.now }

    /// Receives what is there, up to 64 KiB, and hands it over at once; it is gone when `body` returns.
    public func receive(_ body: (Span<UInt8>) -> Void) -> Reception {
        guard isReadable else { return .notReady }
        let scratch = unsafe core.scratch
        // The memory is as long as its count says, and lives as long as the core.
        let count = unsafe linux_receive(number, scratch.baseAddress, scratch.count)
        if count > 0 {
            // Fewer bytes than asked for: the rest is still to come, and will be told as a new edge. After a hang-up
            // there is no new edge for the end, so it is read until it comes.
            isReadable = count == scratch.count || isHungUp
            // `count` bytes were just written there; nobody else writes before `body` returns, for the thread is ours.
            let received = unsafe UnsafeRawBufferPointer(start: scratch.baseAddress, count: count)
            unsafe received.withMemoryRebound(to: UInt8.self) { bytes in unsafe body(bytes.span) }
            return .bytes
        }
        if count == 0 { return .end }
        guard linux_would_block(Int32(-count)) != 0 else { return .broken }
        isReadable = false
        return .notReady
    }

    /// Sends what the kernel takes.
    ///
    /// - Parameter more: whether another send follows at once, so that small packets are put together.
    public func send(_ bytes: Span<UInt8>, more: Bool = false) -> Transmission {
        guard isWritable else { return .notReady }
        // The span's memory is valid for its count while the span is borrowed.
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe linux_send(number, bytes.baseAddress, bytes.count, more ? 1 : 0)
        }
        if count >= 0 { return .sent(count) }
        guard linux_would_block(Int32(-count)) != 0 else { return .broken }
        isWritable = false
        return .notReady
    }

    /// Waits until it is worth to receive or send again. One wait at a time.
    public func wait(for interest: Interest, until deadline: MonotonicTime) async -> Wake {
        if interest == .read ? isReadable : isWritable { return .ready }
        if isInterrupted {
            isInterrupted = false
            return .interrupted
        }
        core.deadlines.set(number, deadline.nanoseconds)
        self.interest = interest
        // Resumed exactly once, by `wake`, which takes it out.
        return unsafe await withUnsafeContinuation { unsafe waiter = $0 }
    }

    /// Ends the sending side: the peer reads everything sent and then the end.
    public func finishSending() { linux_shutdown(number, 0) }

    /// Closes it. Nothing else may be called afterwards, but `close` again.
    public func close() {
        core.forget(token)
        descriptor = nil
        wake(.interrupted)
    }

    /// Closes it so that the peer learns of a break, not of an end in order.
    public func reset() {
        linux_break_on_close(number)
        close()
    }

    // MARK: From the loop

    func note(_ flags: UInt32) {
        if flags & UInt32(LINUX_READABLE) != 0 { isReadable = true }
        if flags & UInt32(LINUX_WRITABLE) != 0 { isWritable = true }
        if flags & UInt32(LINUX_HANGUP) != 0 { isHungUp = true }
        if interest == .read ? isReadable : isWritable { wake(.ready) }
    }

    func expire() { wake(.expired) }

    func interrupt() {
        if unsafe waiter == nil { isInterrupted = true } else { wake(.interrupted) }
    }

    func abort() {
        linux_shutdown(number, 1)
        isReadable = true
        isWritable = true
        wake(.ready)
    }

    private func wake(_ reason: Wake) {
        guard let waiting = unsafe waiter else { return }
        unsafe waiter = nil
        unsafe waiting.resume(returning: reason)
    }

    /// Its number, for the listener.
    var rawDescriptor: Int32 { number }

    /// The listener has taken all connections there are.
    func noteNotReadable() { isReadable = false }
}
