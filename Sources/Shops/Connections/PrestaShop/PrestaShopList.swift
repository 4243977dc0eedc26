internal import Domain
internal import JSON
internal import Secrets

/// One answer of the webservice, or several that belong together: the rows that could be read, those that could not with
/// the reason, and of all of them, in the shop's order, what a walk and a report need.
struct PrestaShopList<Row: Sendable>: Sendable {
    /// What can be said of a row even where it is bad.
    struct Trace: Sendable {
        /// Nil where there is none of PrestaShop's form.
        var id: String?
        /// `date_upd`, as it was written; nil where it is no date and time.
        var updated: String?
        /// `id_order`.
        var order: String?
        /// SHA-256 of the row as it was answered.
        var digest: [UInt8]
        /// Why the row was left out; nil for a good one.
        var fault: String?
    }

    private(set) var rows: [Row]
    private(set) var traces: [Trace]
    /// When the first of the requests was sent, by our clock.
    private(set) var askedAt: Timestamp

    /// Rows that were left out.
    var bad: [Trace] { traces.filter { $0.fault != nil } }

    /// By the row's id, which good rows always have.
    var digests: [String: [UInt8]] {
        Dictionary(traces.compactMap { trace in trace.id.map { ($0, trace.digest) } }, uniquingKeysWith: { $1 })
    }

    /// - Parameters:
    ///   - plural: the name of the list in the answer.
    ///   - read: reads the rows.
    /// - Throws: `.malformed` for an answer that is no such list.
    init(
        _ answer: HTTPAnswer, _ plural: String, _ read: ([UInt8]) throws(DecodeError) -> PrestaShopPage<Row>
    ) throws(ShopError) {
        self.init(askedAt: answer.askedAt)
        do throws(DecodeError) {
            let page = try read(answer.body)
            rows = page.rows
            traces = try Self.traces(answer.body, plural)
            note(page.problems, below: "/\(plural)/")
        } catch {
            throw ShopError(error)
        }
    }

    /// A list without rows.
    init(askedAt: Timestamp) { (rows, traces, self.askedAt) = ([], [], askedAt) }

    /// The rows of a further answer come after these.
    mutating func append(_ other: Self) {
        rows += other.rows
        traces += other.traces
        askedAt = min(askedAt, other.askedAt)
    }

    private mutating func note(_ problems: [DecodeError.Problem], below prefix: String) {
        for problem in problems where problem.pointer.hasPrefix(prefix) {
            let path = problem.pointer.dropFirst(prefix.count).split(separator: "/", maxSplits: 1)
            guard let index = path.first.flatMap({ Int($0) }), traces.indices.contains(index) else { continue }
            let said = path.count > 1 ? "\(path[1]): \(problem.reason)" : problem.reason
            let reason = [traces[index].fault, said].compactMap(\.self).joined(separator: "; ")
            traces[index].fault = String(reason.prefix(300))
        }
    }

    // MARK: Traces

    private static func traces(_ body: [UInt8], _ plural: String) throws(DecodeError) -> [Trace] {
        var reader = JSONReader(body)
        var traces: [Trace] = []
        do throws(JSONError) {
            guard try reader.peek() == .object else { return [] }
            try reader.enterObject()
            while let key = try reader.nextKey() {
                let kind = try reader.peek()
                guard key == plural, kind == .array else {
                    try reader.skipValue()
                    continue
                }
                try reader.enterArray()
                while try reader.nextElement() { traces.append(try trace(&reader)) }
            }
        } catch {
            throw DecodeError(error)
        }
        return traces
    }

    private static func trace(_ reader: inout JSONReader) throws(JSONError) -> Trace {
        _ = try reader.peek()
        let start = reader.position
        let row = try reader.readValue()
        let date = row["date_upd"]?.string
        return Trace(
            id: id(row["id"]), updated: date.flatMap { PrestaShopDate.isValid($0) ? $0 : nil },
            order: id(row["id_order"]),
            digest: Digest.sha256(Array(reader.bytes[start..<reader.position])))
    }

    private static func id(_ value: JSONValue?) -> String? {
        guard let text = value?.string ?? value?.number, PrestaShopID.isValid(text) else { return nil }
        return text
    }
}
