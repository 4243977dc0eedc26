/// The part of the first schema that reads shops by their own API and tells them of groups.
enum Version1Connections {
    static let statements = """
        CREATE TABLE connectors (
          id INTEGER PRIMARY KEY,
          source_id INTEGER NOT NULL UNIQUE REFERENCES sources (id) ON DELETE CASCADE,
          url TEXT NOT NULL,
          account TEXT NOT NULL,
          allows_private INTEGER NOT NULL CHECK (allows_private IN (0, 1)),
          is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
          writes_groups INTEGER NOT NULL CHECK (writes_groups IN (0, 1)),
          writes_vouchers INTEGER NOT NULL CHECK (writes_vouchers IN (0, 1)),
          drift TEXT NOT NULL CHECK (drift IN ('adopt', 'reapply')),
          look_minutes INTEGER CHECK (look_minutes BETWEEN 1 AND 10080),
          shops TEXT NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT;

        -- How a connector is doing: written often, and no part of the configuration.
        CREATE TABLE connector_states (
          connector_id INTEGER PRIMARY KEY REFERENCES connectors (id) ON DELETE CASCADE,
          loaded_at INTEGER,
          looked_at INTEGER,
          customers_looked_at INTEGER,
          look_due_at INTEGER,
          rests_until INTEGER,
          failures INTEGER NOT NULL DEFAULT 0,
          problem TEXT,
          problem_at INTEGER,
          written_at INTEGER,
          written INTEGER NOT NULL DEFAULT 0,
          parked_at INTEGER,
          parked_count INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE syncs (
          id INTEGER PRIMARY KEY,
          connector_id INTEGER NOT NULL REFERENCES connectors (id) ON DELETE CASCADE,
          kind TEXT NOT NULL CHECK (kind IN ('load', 'look')),
          by TEXT NOT NULL,
          state TEXT NOT NULL CHECK (\(oneOf("state", "running", "finished", "failed", "cancelled"))),
          phase TEXT NOT NULL CHECK (\(oneOf("phase", "groups", "statuses", "customers", "orders", "done"))),
          cursor TEXT,
          since INTEGER,
          turns_on TEXT NOT NULL DEFAULT '[]',
          figures TEXT NOT NULL,
          error TEXT,
          started_at INTEGER NOT NULL,
          beat_at INTEGER NOT NULL,
          finished_at INTEGER
        ) STRICT;
        CREATE INDEX syncs_by_connector ON syncs (connector_id, id);
        CREATE UNIQUE INDEX syncs_running ON syncs (connector_id) WHERE state = 'running';

        -- What the shop is to be told of each membership, and what it was seen to hold after it was told.
        CREATE TABLE shop_memberships (
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          group_id INTEGER NOT NULL REFERENCES groups (id),
          connector_id INTEGER NOT NULL REFERENCES connectors (id) ON DELETE CASCADE,
          is_wanted INTEGER NOT NULL CHECK (is_wanted IN (0, 1)),
          verified_at INTEGER,
          missing_since INTEGER,
          drifted_at INTEGER,
          PRIMARY KEY (customer_id, group_id, connector_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX shop_memberships_missing ON shop_memberships (connector_id, missing_since)
          WHERE missing_since IS NOT NULL;
        CREATE INDEX shop_memberships_unwanted ON shop_memberships (connector_id, customer_id) WHERE is_wanted = 0;
        CREATE INDEX shop_memberships_by_connector ON shop_memberships (connector_id);
        CREATE INDEX shop_memberships_by_group ON shop_memberships (group_id);

        -- The queue of what is to be written: one line per customer, and one per voucher.
        CREATE TABLE shop_writes (
          id INTEGER PRIMARY KEY,
          connector_id INTEGER NOT NULL REFERENCES connectors (id) ON DELETE CASCADE,
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          voucher_id INTEGER NOT NULL DEFAULT 0,
          writes_default INTEGER NOT NULL DEFAULT 0 CHECK (writes_default IN (0, 1)),
          state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'parked')),
          due_at INTEGER NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          error TEXT,
          queued_at INTEGER NOT NULL,
          revision INTEGER NOT NULL DEFAULT 0,
          UNIQUE (connector_id, customer_id, voucher_id)
        ) STRICT;
        CREATE INDEX shop_writes_due ON shop_writes (connector_id, state, due_at);
        CREATE INDEX shop_writes_by_customer ON shop_writes (customer_id);

        """
}
