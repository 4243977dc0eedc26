internal import Domain
internal import GRDB

/// One consistent view of the database. Its methods, in `Tables`, are all the reading there is.
///
/// Must not leave the closure it was given to.
public class Snapshot {
    let db: GRDB.Database

    init(_ db: GRDB.Database) { self.db = db }

    func prepared(_ sql: String) throws -> GRDB.Statement {
        do { return try db.cachedStatement(sql: sql) } catch let error as DatabaseError {
            note(error)
            throw error
        }
    }

    /// Told of each statement that failed, before its error is thrown.
    func note(_ error: DatabaseError) {}

    /// - Throws: where nothing more may be asked.
    func checkUsable() throws {}

    func rows<Value>(
        _ sql: String, _ arguments: [any Bindable] = [], _ map: (Row) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try step(sql, arguments) { row in
            values.append(try map(row))
            return true
        }
        return values
    }

    func first<Value>(
        _ sql: String, _ arguments: [any Bindable] = [], _ map: (Row) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try step(sql, arguments) { row in
            value = try map(row)
            return false
        }
        return value
    }

    func count(_ sql: String, _ arguments: [any Bindable] = []) throws -> Int {
        try first(sql, arguments) { $0[0] as Int } ?? 0
    }
}

/// The view of the writer, with its changes so far. All writing there is goes through its methods, in `Tables`.
public final class Transaction: Snapshot {
    /// What this batch has read of its own accord and need not read again: there is one writer, so only the batch
    /// itself can alter it. Forgotten where work is taken back.
    var stamp: String?
    var lastDelivery: Int64?

    /// What the present piece of work is part of, and how many entries of the audit log it has made.
    var act: Act?
    var entries = 0
    private var takenBack = 0

    /// Whether each piece of work has a savepoint of its own. Without them nothing can be taken back but everything,
    /// which costs far less as long as nothing fails: within a savepoint SQLite copies every page before it changes.
    private let isCareful: Bool
    private var statements = StatementTable()
    /// Whether a piece failed that could not be taken back by itself.
    private(set) var isSpoiled = false

    /// The first failure of the disk. SQLite may have ended the transaction with it, and whatever was written after that
    /// would stand by itself: so nothing more is asked, and nothing is kept, whoever may have caught the error.
    private(set) var failure: DatabaseError?

    /// Thrown out of work in which an attempt failed without a savepoint. Everything is then done once more with them.
    struct Spoiled: Error {}

    init(_ db: GRDB.Database, isCareful: Bool) {
        self.isCareful = isCareful
        super.init(db)
    }

    override func prepared(_ sql: String) throws -> GRDB.Statement {
        if let known = statements[sql] { return known }
        let prepared = try super.prepared(sql)
        statements[sql] = prepared
        return prepared
    }

    override func note(_ error: DatabaseError) {
        if failure == nil, WriteObstacle.cause(of: error) != nil { failure = error }
    }

    override func checkUsable() throws { if let failure { throw failure } }

    /// Runs `body`; where it answers false, takes back what it wrote.
    func inSavepoint(_ body: () throws -> Bool) throws {
        try run("SAVEPOINT piece")
        let (entriesBefore, before) = (entries, totalChanges)
        let kept = try body()
        if !kept {
            try run("ROLLBACK TO piece")
            (stamp, lastDelivery) = (nil, nil)
            entries = entriesBefore
            takenBack += totalChanges - before
        }
        try run("RELEASE piece")
    }

    /// Runs `body`; where it throws, takes back what it wrote and goes on with the error as value.
    ///
    /// - Parameter isTrial: it is likely to throw.
    public func attempt<Value>(
        isTrial: Bool = false, _ body: () throws -> Value
    ) throws -> Result<Value, any Error> {
        guard isCareful || isTrial else {
            do { return .success(try body()) } catch {
                isSpoiled = true
                throw Spoiled()
            }
        }
        var result: Result<Value, any Error>?
        try inSavepoint {
            let outcome = Result { try body() }
            result = outcome
            if case .failure = outcome { return false } else { return true }
        }
        return result ?? .failure(CancellationError())
    }

    func run(_ sql: String, _ arguments: [any Bindable] = []) throws {
        try step(sql, arguments) { _ in true }
    }

    /// Runs an INSERT and returns the new row's id.
    func insert(_ sql: String, _ arguments: [any Bindable]) throws -> Int64 {
        try run(sql, arguments)
        return db.lastInsertedRowID
    }

    /// How many rows the last statement touched.
    var changes: Int { db.changesCount }

    /// How many rows all statements of this connection have touched, without what was taken back.
    var totalChanges: Int { db.totalChangesCount - takenBack }
}
