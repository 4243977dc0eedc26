internal import CLinux

/// What belongs to a loop's thread alone: the poller, the sockets it watches, their deadlines and the jobs to run.
@safe
final class LoopCore {
    /// Which socket a token of the poller means: the generation tells it from earlier ones of the same number.
    private struct Slot {
        var socket: Socket?
        var generation: UInt32 = 0
    }

    private static let eventCapacity = 256
    static let scratchCapacity = 65_536

    private let poller: Descriptor
    private var slots: [Slot] = []
    private let tokens: UnsafeMutableBufferPointer<UInt64>
    private let flags: UnsafeMutableBufferPointer<UInt32>
    private var jobs: [UnownedJob] = []
    private var nextJob = 0
    /// Received bytes, until the receiver has read them. One for all sockets: nobody keeps it over a suspension.
    let scratch: UnsafeMutableRawBufferPointer
    /// Allocated for the first TLS connection.
    private(set) lazy var tls = TLSScratch()
    var deadlines = DeadlineTable()
    /// When the events at hand were told.
    private(set) var now = MonotonicTime.current()

    init() throws(SystemError) {
        poller = Descriptor(try SystemError.check(linux_poll_create(), "create a poller"))
        // Freed in deinit, never earlier; nothing else frees them.
        unsafe scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.scratchCapacity, alignment: 64)
        unsafe tokens = UnsafeMutableBufferPointer.allocate(capacity: Self.eventCapacity)
        unsafe flags = UnsafeMutableBufferPointer.allocate(capacity: Self.eventCapacity)
        unsafe tokens.initialize(repeating: 0)
        unsafe flags.initialize(repeating: 0)
    }

    deinit {
        unsafe scratch.deallocate()
        unsafe tokens.deallocate()
        unsafe flags.deallocate()
    }

    // MARK: Jobs

    var hasJobs: Bool { nextJob < jobs.count }

    func add(_ job: UnownedJob) { jobs.append(job) }

    func add(_ more: [UnownedJob]) { jobs.append(contentsOf: more) }

    /// Runs what is queued and what that queues, but not without end: a job that always queues another must not keep
    /// the sockets waiting.
    func runJobs(on executor: UnownedTaskExecutor) {
        var budget = 1_024
        while nextJob < jobs.count, budget > 0 {
            let job = jobs[nextJob]
            nextJob += 1
            budget -= 1
            // The executor outlives its thread's run, in which this is called.
            unsafe job.runSynchronously(on: executor)
        }
        if nextJob == jobs.count {
            jobs.removeAll(keepingCapacity: true)
            nextJob = 0
        }
    }

    // MARK: Sockets

    /// Watches a descriptor that is not a socket of its own; its events come with the token 0.
    func watchWake(_ descriptor: Int32) throws(SystemError) {
        _ = try SystemError.check(linux_poll_add(poller.number, descriptor, 0), "watch a descriptor")
    }

    /// - Returns: the token, never 0.
    func watch(_ socket: Socket, _ descriptor: Int32) throws(SystemError) -> UInt64 {
        let index = Int(descriptor)
        while slots.count <= index { slots.append(Slot()) }
        slots[index].generation = slots[index].generation &+ 1 | 1
        let token = UInt64(slots[index].generation) << 32 | UInt64(index)
        _ = try SystemError.check(linux_poll_add(poller.number, descriptor, token), "watch a socket")
        slots[index].socket = socket
        return token
    }

    func forget(_ token: UInt64) {
        guard socket(token) != nil else { return }
        let index = Int(truncatingIfNeeded: token & 0xFFFF_FFFF)
        slots[index].socket = nil
        deadlines.set(Int32(index), .max)
    }

    func socket(_ token: UInt64) -> Socket? {
        let index = Int(truncatingIfNeeded: token & 0xFFFF_FFFF)
        guard index < slots.count, slots[index].generation == UInt32(token >> 32) else { return nil }
        return slots[index].socket
    }

    // MARK: Events

    /// Waits for events or the next deadline.
    ///
    /// - Returns: how many events there are.
    func wait() -> Int {
        let timeout = hasJobs ? 0 : deadlines.timeout(now: MonotonicTime.current().nanoseconds)
        // Both hold eventCapacity elements and live as long as the core.
        let count = unsafe linux_poll_wait(
            poller.number, tokens.baseAddress, flags.baseAddress, Int32(Self.eventCapacity), timeout)
        precondition(count >= 0, "the poller is broken")
        now = MonotonicTime.current()
        return Int(count)
    }

    /// Tells the socket of an event about it.
    ///
    /// - Returns: whether it was the wake-up instead.
    func dispatch(_ index: Int) -> Bool {
        precondition(index >= 0 && index < Self.eventCapacity)
        // The index was just checked.
        let (token, flags) = unsafe (tokens[index], flags[index])
        if token == 0 { return true }
        socket(token)?.note(flags)
        return false
    }

    func expireDeadlines() {
        for descriptor in deadlines.expired(now: now.nanoseconds) where Int(descriptor) < slots.count {
            slots[Int(descriptor)].socket?.expire()
        }
    }
}
