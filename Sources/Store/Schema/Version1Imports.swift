/// The part of the first schema that takes in files.
enum Version1Imports {
    static let statements = """
        CREATE TABLE imports (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          kind TEXT NOT NULL CHECK (\(oneOf("kind", "customers", "orders", "group_changes"))),
          name TEXT,
          file TEXT NOT NULL UNIQUE,
          size INTEGER NOT NULL CHECK (size >= 0),
          form TEXT NOT NULL,
          mapping TEXT,
          by TEXT NOT NULL,
          state TEXT NOT NULL
            CHECK (\(oneOf("state", "uploaded", "ready", "running", "finished", "failed", "cancelled"))),
          is_dry INTEGER NOT NULL CHECK (is_dry IN (0, 1)),
          phase TEXT NOT NULL CHECK (\(oneOf("phase", "lines", "cancellations", "done"))),
          offset INTEGER NOT NULL CHECK (offset >= 0),
          line INTEGER NOT NULL CHECK (line >= 1),
          pending TEXT NOT NULL,
          figures TEXT NOT NULL,
          unwritten TEXT NOT NULL,
          error_size INTEGER NOT NULL CHECK (error_size >= 0),
          error TEXT,
          created_at INTEGER NOT NULL,
          started_at INTEGER,
          beat_at INTEGER NOT NULL,
          finished_at INTEGER
        ) STRICT;
        CREATE INDEX imports_by_store ON imports (store_id, id);
        CREATE INDEX imports_running ON imports (id) WHERE state = 'running';

        -- The mapping last used for a head line.
        CREATE TABLE import_mappings (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          kind TEXT NOT NULL,
          head TEXT NOT NULL,
          mapping TEXT NOT NULL,
          PRIMARY KEY (store_id, kind, head)
        ) STRICT, WITHOUT ROWID;

        -- Only while a job goes on: which orders it has taken in, and at which line they began.
        CREATE TABLE import_orders (
          import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
          order_key INTEGER NOT NULL,
          line INTEGER NOT NULL,
          PRIMARY KEY (import_id, order_key)
        ) STRICT, WITHOUT ROWID;

        -- Only while a job goes on: what is to be taken back once all orders of the file are known.
        CREATE TABLE import_cancellations (
          import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
          at INTEGER NOT NULL,
          line INTEGER NOT NULL,
          content TEXT NOT NULL,
          times INTEGER NOT NULL,
          customer TEXT,
          product TEXT NOT NULL,
          unit_price INTEGER NOT NULL,
          units INTEGER NOT NULL,
          PRIMARY KEY (import_id, at, line)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX import_cancellations_by_content ON import_cancellations (import_id, content);

        """
}
