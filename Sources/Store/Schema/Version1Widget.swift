/// The part of the first schema that says where the progress widget may be shown.
enum Version1Widget {
    static let statements = """
        CREATE TABLE widgets (
          store_id INTEGER PRIMARY KEY REFERENCES stores (id),
          revision INTEGER NOT NULL CHECK (revision >= 0),
          is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
          key TEXT,
          key_made_at INTEGER,
          previous_key TEXT,
          previous_key_until INTEGER,
          CHECK ((key IS NULL) = (key_made_at IS NULL)),
          CHECK ((previous_key IS NULL) = (previous_key_until IS NULL)),
          CHECK (previous_key IS NULL OR key IS NOT NULL)
        ) STRICT;

        CREATE TABLE widget_origins (
          store_id INTEGER NOT NULL REFERENCES widgets (store_id),
          rank INTEGER NOT NULL CHECK (rank >= 0),
          origin TEXT NOT NULL,
          PRIMARY KEY (store_id, rank),
          UNIQUE (store_id, origin)
        ) STRICT, WITHOUT ROWID;

        """
}
