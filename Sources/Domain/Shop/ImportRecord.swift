/// A file of customers, group changes or orders that was handed in, and how far it was taken in.
public struct ImportRecord: Sendable, Equatable {
    public var id: ID<ImportRecord>
    public var store: ID<Store>
    public var kind: Kind
    /// What the sender calls the file; only shown.
    public var name: String?
    /// The name of the stored file, within the folder of imports.
    public var file: String
    /// Bytes of the stored file, which is UTF-8.
    public var size: Int64
    /// How the file is written and what it begins with, as JSON.
    public var form: String
    /// Columns and options, as JSON; nil until a person has confirmed them.
    public var mapping: String?
    public var by: String
    public var state: State
    /// Whether the last job only rehearsed.
    public var isDry = false
    public var phase = Phase.lines
    /// Where the next line begins: bytes from the start of the stored file, and its number from 1.
    public var offset: Int64 = 0
    public var line = 1
    /// Lines that were read and belong to orders which are not whole yet.
    public var pending = ""
    /// What the job has done so far, as JSON.
    public var figures = "{}"
    /// Bad lines that the file of errors does not have yet, as JSON.
    public var unwritten = "[]"
    /// Bytes of the file of errors without those.
    public var errorSize: Int64 = 0
    public var error: String?
    public var createdAt: Timestamp
    public var startedAt: Timestamp?
    public var beatAt: Timestamp
    public var finishedAt: Timestamp?

    public enum Kind: String, Sendable, CaseIterable {
        case customers, orders
        case groupChanges = "group_changes"
    }

    public enum State: String, Sendable, CaseIterable {
        /// Waits for its mapping.
        case uploaded
        /// Has its mapping, and waits to be rehearsed or applied.
        case ready
        case running, finished, failed, cancelled
    }

    public enum Phase: String, Sendable, CaseIterable {
        case lines, cancellations, done
    }

    public init(
        id: ID<ImportRecord> = ID(0), store: ID<Store>, kind: Kind, name: String?, file: String, size: Int64,
        form: String, by: String, createdAt: Timestamp
    ) {
        self.id = id
        self.store = store
        self.kind = kind
        self.name = name
        self.file = file
        self.size = size
        self.form = form
        self.by = by
        state = .uploaded
        self.createdAt = createdAt
        beatAt = createdAt
    }
}

/// Units that a line of an import takes back, kept until all orders of the file are known.
public struct ImportCancellation: Sendable, Equatable {
    /// The line of the file.
    public var line: Int
    public var at: Timestamp
    /// What the line says; with `times` what makes it the same when the file is taken in again.
    public var content: String
    /// How often the file has said the same up to this line.
    public var times: Int
    public var customer: String?
    public var product: String
    /// In minor units.
    public var unitPrice: Int64
    /// Above zero.
    public var units: Int64

    public var name: String { "\(content)/\(times)" }

    public init(
        line: Int, at: Timestamp, content: String, times: Int = 1, customer: String?, product: String,
        unitPrice: Int64, units: Int64
    ) {
        self.line = line
        self.at = at
        self.content = content
        self.times = times
        self.customer = customer
        self.product = product
        self.unitPrice = unitPrice
        self.units = units
    }
}
