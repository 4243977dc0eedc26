internal import Domain
internal import Foundation
internal import JSON
internal import Shops
internal import Store

/// One import on its way: batch by batch, each taken in together with the place to go on from.
struct ImportWork {
    private let engine: Engine
    private(set) var record: ImportRecord
    private(set) var figures: ImportFigures
    private let store: Store
    private let format: LineFormat
    private let folder: ImportFolder
    private let source: FileHandle
    private let again: FileHandle
    private let form: ImportForm
    private var reader: RecordReader
    private var window: OrderWindow
    private var errors: ErrorTable?
    private var size = BatchSize()

    /// So many lines are read at most before what was read is written, be they all bad.
    private static let longestRead = 2_000

    init(_ engine: Engine, _ record: ImportRecord) async throws {
        let configuration = try await engine.database.read { try engine.configuration($0) }
        self.engine = engine
        self.record = record
        store = try configuration.store(record.store)
        figures = ImportFigures(try JSONValue(parsing: Array(record.figures.utf8)))
        form = ImportForm(try JSONValue(parsing: Array(record.form.utf8)))
        let mapping = try ImportMapping(stored: record.mapping ?? "{}", kind: record.kind, header: form.header)
        format = try LineFormat(mapping, form, store)
        folder = engine.importFolder
        source = try folder.open(record.file)
        again = try folder.open(record.file)
        window = OrderWindow(format, configuration)
        reader = try RecordReader(
            source, delimiter: form.delimiterByte, offset: max(record.offset, form.offset),
            line: max(record.line, form.line))
        try readPending()
        let unwritten = try RefusedRecord.list(record.unwritten)
        try write(unwritten)
    }

    func close() {
        try? errors?.close()
        try? source.close()
        try? again.close()
    }

    /// Reads the lines of orders again that were not whole when the import was interrupted.
    private mutating func readPending() throws {
        for text in record.pending.split(separator: " ") {
            let numbers = text.split(separator: ":").compactMap { Int64($0) }
            guard numbers.count == 3 else { continue }
            let place = RawRecord.Place(offset: numbers[0], count: Int(numbers[1]), line: Int(numbers[2]))
            try again.seek(toOffset: UInt64(place.offset))
            let bytes = [UInt8](try again.read(upToCount: place.count) ?? .init())
            let fields = try RawRecord(place: place, bytes: bytes, fault: nil).fields(form.delimiterByte)
            var line = LineReader(format, fields, line: place.line)
            _ = window.add(&line, place)
        }
    }

    /// The next batch.
    mutating func step() async throws {
        switch record.phase {
        case .lines: try await takeLines()
        case .cancellations: try await takeBack()
        case .done: break
        }
    }

    // MARK: Lines

    /// What was read of the file and is to be taken in together.
    private struct Batch: Sendable {
        var items: [any ImportItem] = []
        var orders: [ImportedOrder] = []
        var cancellations: [(ImportCancellation, RawRecord.Place)] = []
        var refused: [RefusedRecord] = []
        var isLast = false
    }

    private mutating func takeLines() async throws {
        let configuration = try await engine.database.read { [engine] in try engine.configuration($0) }
        let batch = try read(configuration)
        record.offset = reader.offset
        record.line = reader.line
        record.pending = window.pending.map { "\($0.offset):\($0.count):\($0.line)" }.joined(separator: " ")
        if batch.isLast { record.phase = record.kind == .orders && !record.isDry ? .cancellations : .done }
        try await commit(batch.refused) { taking, figures, refused in
            try Self.take(batch, taking, &figures, &refused)
        }
    }

    private mutating func read(_ configuration: Configuration) throws -> Batch {
        var batch = Batch()
        var lines = 0
        while batch.items.count < size.count, lines < Self.longestRead {
            guard let raw = try reader.next() else {
                batch.isLast = true
                break
            }
            lines += 1
            figures.lines += 1
            do throws(RecordFault) {
                try self.read(raw, configuration, &batch)
            } catch {
                let place = error.column.map { " (at character \($0))" } ?? ""
                refuse([BadLine(raw.place.line, "", error.reason.rawValue + place)], raw.place, &batch)
            }
            while let order = window.next(isLast: false) { batch.items.append(order) }
        }
        if batch.isLast { while let order = window.next(isLast: true) { batch.items.append(order) } }
        return batch
    }

    private mutating func read(
        _ raw: RawRecord, _ configuration: Configuration, _ batch: inout Batch
    ) throws(RecordFault) {
        var line = LineReader(format, try raw.fields(form.delimiterByte), line: raw.place.line)
        var item: (any ImportItem)?
        switch record.kind {
        case .customers: item = ImportedCustomer(&line, raw.place, configuration)
        case .groupChanges:
            item = ImportedGroupChange(&line, raw.place, configuration, at: engine.clock.now())
        case .orders:
            switch window.add(&line, raw.place) {
            case .order: return
            case .cancellation(let cancellation): return batch.cancellations.append((cancellation, raw.place))
            case .bad(let faults): return refuse(faults, raw.place, &batch)
            }
        }
        guard let item else { return refuse(line.faults, raw.place, &batch) }
        batch.items.append(item)
    }

    private mutating func refuse(_ faults: [BadLine], _ place: RawRecord.Place, _ batch: inout Batch) {
        let named = faults.map { BadLine($0.line, name($0.field), $0.reason) }
        figures.refuse(named)
        batch.refused.append(RefusedRecord(place, named))
    }

    /// The column in which a field stands, as the file calls it.
    private func name(_ field: String) -> String { format.mapping.columns[field] ?? field }

    private static func take(
        _ batch: Batch, _ taking: Taking, _ figures: inout ImportFigures, _ refused: inout [RefusedRecord]
    ) throws {
        for item in batch.items {
            switch try taking.take(item) {
            case .bad(let field, let reason):
                for place in item.places {
                    let fault = BadLine(place.line, field, reason)
                    figures.refuse([fault])
                    refused.append(RefusedRecord(place, [fault]))
                }
            case let outcome:
                figures.count(outcome)
                if let order = item as? ImportedOrder, order.customer == nil { figures.guests += 1 }
            }
        }
        for (cancellation, _) in batch.cancellations {
            figures.cancellations += 1
            if !taking.record.isDry { try taking.transaction.insert(cancellation, of: taking.record.id) }
        }
    }

    // MARK: Cancellations

    private mutating func takeBack() async throws {
        let (id, limit) = (record.id, size.count)
        let next = try await engine.database.read { try $0.importCancellations(of: id, limit: limit) }
        if next.isEmpty { record.phase = .done }
        try await commit([]) { taking, figures, _ in
            for cancellation in next {
                let outcome = try Cancelling(taking: taking).cancel(cancellation)
                _ = figures.leave(outcome, line: cancellation.line)
                try taking.transaction.remove(cancellation, of: id)
            }
        }
    }

    // MARK: Its place

    /// Does the work together with noting the place to go on from, and then adds to the file of errors.
    private mutating func commit(
        _ refused: [RefusedRecord],
        _ work: @escaping @Sendable (Taking, inout ImportFigures, inout [RefusedRecord]) throws -> Void
    ) async throws {
        record.beatAt = engine.clock.now()
        let (engine, store, before, figures, now) = (engine, store, record, figures, engine.clock.now())
        let start = ContinuousClock.now
        let (done, counted, bad) = try await engine.database.write { transaction in
            var (record, figures, bad) = (before, figures, refused)
            let taking = Taking(engine: engine, transaction: transaction, record: record, store: store, now: now)
            try work(taking, &figures, &bad)
            record.figures = String(decoding: figures.json.bytes, as: UTF8.self)
            record.unwritten = RefusedRecord.text(bad)
            try transaction.update(record)
            return (record, figures, bad)
        }
        (record, self.figures) = (done, counted)
        size.learn(ContinuousClock.now - start)
        try write(bad)
    }

    /// Adds to the file of errors. Until the next commit the record has the lines too, in case they do not get there.
    private mutating func write(_ refused: [RefusedRecord]) throws {
        guard !refused.isEmpty else {
            record.unwritten = "[]"
            return
        }
        if errors == nil { errors = try ErrorTable(folder.errors(record.file), form, size: record.errorSize) }
        try errors?.add(refused, from: again)
        record.unwritten = "[]"
        record.errorSize = errors?.size ?? record.errorSize
    }

    /// Leaves it where it is, for the next process to go on with at once.
    mutating func layDown() async throws -> ImportRecord {
        record.beatAt = .zero
        return try await save()
    }

    mutating func end(_ state: ImportRecord.State, _ error: String? = nil) async throws -> ImportRecord {
        (record.state, record.error, record.finishedAt) = (state, error, engine.clock.now())
        return try await save()
    }

    private func save() async throws -> ImportRecord {
        let record = record
        try await engine.database.write { try $0.update(record) }
        return record
    }
}

extension Taking {
    /// Takes an item in, or says what would become of it. One that the domain refuses is bad, and keeps no other back.
    fileprivate func take(_ item: any ImportItem) throws -> ImportOutcome {
        if let order = item as? ImportedOrder, let line = try repeats(order) {
            return .bad(
                field: "order_id", reason: "the order's other lines stand at line \(line), more than 100 orders away")
        }
        let outcome = try transaction.attempt {
            let outcome = try item.judge(self)
            if !record.isDry, outcome == .created || outcome == .updated { try item.apply(self) }
            return outcome
        }
        switch outcome {
        case .success(let outcome): return outcome
        case .failure(let error): return .bad(field: "", reason: "\(error)")
        }
    }

    /// The line at which the same order has been before, far from this one; else it is noted.
    private func repeats(_ order: ImportedOrder) throws -> Int? {
        if let line = try transaction.importedOrder(order.key, of: record.id) { return line }
        try transaction.note(importedOrder: order.key, line: order.places.first?.line ?? 0, of: record.id)
        return nil
    }
}

/// How many items are taken in at once: so many that a batch with its commit takes some 12 ms, as webhooks wait for it.
struct BatchSize {
    private(set) var count = 20

    private static let aim = Duration.milliseconds(12)

    mutating func learn(_ duration: Duration) {
        let scaled = duration > .zero ? Double(count) * (Self.aim / duration) : 500
        // Slowly up, at once down.
        count = min(500, max(5, Int(min(scaled, Double(count) * 1.5 + 1))))
    }
}
