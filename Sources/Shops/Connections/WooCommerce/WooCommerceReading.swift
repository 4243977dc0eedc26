/// What became of one row: a record, or what was wrong with it.
enum WooCommerceReading {
    case record(ShopRecord)
    case problem(ShopPage.Problem)

    init(_ row: WooCommerceRow, _ read: () throws(DecodeError) -> ShopRecord) {
        do throws(DecodeError) {
            self = .record(try read())
        } catch {
            self = .problem(.init(id: row.id.map { String($0) }, reason: String(error.description.prefix(300))))
        }
    }

    /// - Throws: `ShopError.malformed` with what was wrong.
    func record() throws(ShopError) -> ShopRecord {
        switch self {
        case .record(let record): return record
        case .problem(let problem): throw .malformed(problem.reason)
        }
    }
}

extension ShopPage {
    mutating func add(_ reading: WooCommerceReading) {
        switch reading {
        case .record(let record): records.append(record)
        case .problem(let problem): problems.append(problem)
        }
    }
}
