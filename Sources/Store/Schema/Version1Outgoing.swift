/// The part of the first schema that tells servers of others what happened.
enum Version1Outgoing {
    static let statements = """
        CREATE TABLE destinations (
          id INTEGER PRIMARY KEY,
          store_id INTEGER REFERENCES stores (id),
          name TEXT NOT NULL,
          url TEXT NOT NULL,
          secret TEXT NOT NULL,
          previous_secret TEXT,
          previous_secret_until INTEGER,
          kinds TEXT NOT NULL CHECK (length(kinds) > 0),
          is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
          disabled_by TEXT CHECK (disabled_by IN ('person', 'receiver')),
          allows_private INTEGER NOT NULL CHECK (allows_private IN (0, 1)),
          created_at INTEGER NOT NULL,
          CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL)),
          CHECK ((disabled_by IS NULL) = (is_enabled = 1))
        ) STRICT;

        -- How a destination is doing: written with every try, and no part of the configuration.
        CREATE TABLE destination_states (
          destination_id INTEGER PRIMARY KEY REFERENCES destinations (id) ON DELETE CASCADE,
          failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
          rests INTEGER NOT NULL DEFAULT 0 CHECK (rests >= 0),
          rests_until INTEGER,
          tried_at INTEGER,
          status INTEGER,
          error TEXT,
          delivered_at INTEGER
        ) STRICT;

        CREATE TABLE outgoing_events (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          store_id INTEGER REFERENCES stores (id),
          customer_id INTEGER REFERENCES customers (id),
          kind TEXT NOT NULL,
          body TEXT NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE deliveries (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          event_id INTEGER NOT NULL REFERENCES outgoing_events (id) ON DELETE CASCADE,
          destination_id INTEGER NOT NULL REFERENCES destinations (id) ON DELETE CASCADE,
          customer_id INTEGER REFERENCES customers (id),
          kind TEXT NOT NULL,
          state TEXT NOT NULL CHECK (\(oneOf("state", "queued", "delivered", "failed", "cancelled"))),
          attempts INTEGER NOT NULL CHECK (attempts >= 0),
          next_at INTEGER NOT NULL,
          leased_until INTEGER,
          tried_since INTEGER,
          status INTEGER,
          error TEXT,
          milliseconds INTEGER CHECK (milliseconds >= 0),
          created_at INTEGER NOT NULL,
          delivered_at INTEGER,
          UNIQUE (event_id, destination_id),
          CHECK ((delivered_at IS NULL) = (state <> 'delivered')),
          CHECK (leased_until IS NULL OR state = 'queued')
        ) STRICT;
        CREATE INDEX deliveries_due ON deliveries (destination_id, next_at, id) WHERE state = 'queued';
        CREATE INDEX deliveries_in_order ON deliveries (destination_id, customer_id, id) WHERE state = 'queued';
        CREATE INDEX deliveries_by_destination ON deliveries (destination_id, id);
        CREATE INDEX deliveries_by_state ON deliveries (state, id);
        CREATE INDEX deliveries_by_destination_and_state ON deliveries (destination_id, state, id);
        CREATE INDEX deliveries_by_customer ON deliveries (customer_id, id);

        """
}
