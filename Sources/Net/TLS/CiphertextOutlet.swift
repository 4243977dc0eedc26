/// The way of ciphertext to the socket: sends what an engine made, and keeps what the kernel did not take.
///
/// What is kept stays small: a sender makes one record only after the one before is out, and what an engine answers by
/// itself (tickets, key updates) is limited.
struct CiphertextOutlet {
    enum Progress {
        /// Nothing is kept.
        case clear
        /// Something is kept: wait for `.write`.
        case notReady
        case broken
    }

    /// The most that answers of an engine may pile up to while the peer does not read.
    private static let limit = 131_072

    private let socket: Socket
    private var kept: [UInt8] = []
    private var position = 0
    private var isBroken = false

    init(_ socket: Socket) { self.socket = socket }

    /// Whether nothing is kept, and more could be sent.
    var isClear: Bool { kept.isEmpty && !isBroken }

    /// Bytes kept.
    var count: Int { kept.count - position }

    /// Sends what is kept.
    ///
    /// - Parameter more: whether another send follows at once.
    mutating func drain(more: Bool = false) -> Progress {
        while !isBroken, position < kept.count {
            switch socket.send(kept.span.extracting(position...), more: more) {
            case .sent(let count): position += count
            case .notReady: return .notReady
            case .broken: isBroken = true
            }
        }
        if isBroken { return .broken }
        if !kept.isEmpty { (kept, position) = ([], 0) }
        return .clear
    }

    /// Takes the scratch's output and sends it after what is kept.
    mutating func push(_ scratch: TLSScratch, more: Bool = false) -> Progress {
        defer { scratch.outputCount = 0 }
        guard scratch.outputCount > 0 else { return drain(more: more) }
        let sent = drain(more: true) == .clear ? scratch.withOutput { send($0, more: more) } : 0
        if isBroken { return .broken }
        if sent == scratch.outputCount { return .clear }
        scratch.withOutput { kept.append(copying: $0.extracting(sent...)) }
        if count > Self.limit { isBroken = true }
        return isBroken ? .broken : .notReady
    }

    /// - Returns: how many bytes the kernel took.
    private mutating func send(_ bytes: Span<UInt8>, more: Bool) -> Int {
        var sent = 0
        while sent < bytes.count {
            switch socket.send(bytes.extracting(sent...), more: more) {
            case .sent(let taken): sent += taken
            case .notReady: return sent
            case .broken:
                isBroken = true
                return sent
            }
        }
        return sent
    }
}
