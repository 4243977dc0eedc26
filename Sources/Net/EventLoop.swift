internal import CLinux
internal import Glibc
internal import Synchronization

/// One thread that waits for sockets and runs the tasks that prefer it as their executor.
///
/// A task started with `executorPreference: loop` runs on the loop's thread wherever it is not isolated to an actor of
/// its own, so it may use the sockets of the loop directly. It must never block.
public final class EventLoop: TaskExecutor {
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var isStopped = false
    }

    /// Touched by the loop's own thread only: every access goes through `core`, which checks that. Before the thread
    /// starts only `init` touches it, and starting a thread orders the two.
    private nonisolated(unsafe) let confined: LoopCore
    private let inbox = Mutex(Inbox())
    private let wake: Descriptor
    /// The loop's thread; 0 before it runs. Only that thread itself ever finds its own number here.
    private let owner = Atomic<UInt>(0)

    /// Starts the thread.
    ///
    /// - Throws: where descriptors or threads ran out.
    public init() throws {
        let core = try LoopCore()
        unsafe confined = core
        wake = Descriptor(try SystemError.check(linux_wake_create(), "create a wake-up"))
        try core.watchWake(wake.number)
        try Thread.start { self.run() }
    }

    /// Whether the caller runs on the loop's thread.
    public var isCurrent: Bool { owner.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// - Precondition: called on the loop's thread.
    var core: LoopCore {
        precondition(isCurrent, "a socket was used outside of its loop")
        // The precondition is the proof: one thread only.
        return unsafe confined
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            // isCurrent is the proof: one thread only.
            unsafe confined.add(job)
            return
        }
        let wasEmpty = inbox.withLock { inbox in
            inbox.jobs.append(job)
            return inbox.jobs.count == 1
        }
        if wasEmpty { linux_wake(wake.number) }
    }

    /// Ends the thread once it has run what is queued. Tasks that still prefer the loop would never run again: call it
    /// when there are none.
    public func stop() {
        inbox.withLock { $0.isStopped = true }
        linux_wake(wake.number)
    }

    private func run() {
        owner.store(UInt(pthread_self()), ordering: .relaxed)
        let core = core
        let executor = unsafe asUnownedTaskExecutor()
        var isRunning = true
        while isRunning || core.hasJobs {
            let count = core.wait()
            for index in 0..<count {
                if core.dispatch(index) { isRunning = takeInbox(core) }
                unsafe core.runJobs(on: executor)
            }
            core.expireDeadlines()
            unsafe core.runJobs(on: executor)
            unsafe core.runTurn(on: executor)
        }
        owner.store(0, ordering: .relaxed)
    }

    /// Resets the wake-up first: a job added after its reset and before the lock is taken with the others, one added
    /// later finds the inbox empty and wakes again.
    private func takeInbox(_ core: LoopCore) -> Bool {
        linux_wake_reset(wake.number)
        let (jobs, isStopped) = inbox.withLock { inbox in
            let jobs = inbox.jobs
            inbox.jobs = []
            return (jobs, inbox.isStopped)
        }
        core.add(jobs)
        return !isStopped
    }
}
