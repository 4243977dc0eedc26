/// The part of the first schema that records what was done, what came in, what goes out, and who may do what.
enum Version1Record {
    static let statements = record + administration

    private static let record = """
        CREATE TABLE runs (
          id INTEGER PRIMARY KEY,
          store_id INTEGER REFERENCES stores (id),
          trigger TEXT NOT NULL CHECK (\(oneOf("trigger", "cron", "manual", "cli"))),
          by TEXT NOT NULL,
          tasks TEXT NOT NULL,
          is_dry INTEGER NOT NULL CHECK (is_dry IN (0, 1)),
          state TEXT NOT NULL CHECK (\(oneOf("state", "running", "waiting", "finished", "failed", "cancelled"))),
          at INTEGER NOT NULL,
          started_at INTEGER NOT NULL,
          beat_at INTEGER NOT NULL,
          finished_at INTEGER,
          report TEXT NOT NULL,
          error TEXT
        ) STRICT;
        CREATE INDEX runs_by_state ON runs (state) WHERE state = 'running';
        CREATE INDEX runs_dry ON runs (id) WHERE is_dry = 1;
        CREATE INDEX customers_to_erase ON customers (deleted_at)
          WHERE is_deleted = 1 AND erased_at IS NULL AND merged_into IS NULL;

        CREATE TABLE changes (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          at INTEGER NOT NULL,
          kind TEXT NOT NULL,
          groups_added TEXT NOT NULL,
          groups_removed TEXT NOT NULL,
          default_before INTEGER,
          default_after INTEGER,
          effects TEXT NOT NULL,
          rule_id INTEGER REFERENCES rules (id),
          rule_revision INTEGER,
          order_id INTEGER REFERENCES orders (id),
          run_id INTEGER REFERENCES runs (id),
          inbox_id INTEGER,
          actor TEXT NOT NULL CHECK (\(oneOf("actor", "rule", "user", "import", "shop", "system"))),
          by TEXT,
          reason TEXT NOT NULL,
          key TEXT,
          reverts INTEGER REFERENCES changes (id)
        ) STRICT;
        CREATE INDEX changes_by_customer ON changes (customer_id, id);
        CREATE INDEX changes_by_store ON changes (store_id, id);
        CREATE INDEX changes_by_rule ON changes (rule_id, id) WHERE rule_id IS NOT NULL;
        CREATE INDEX changes_by_run ON changes (run_id, id) WHERE run_id IS NOT NULL;
        CREATE UNIQUE INDEX changes_by_reverted ON changes (reverts) WHERE reverts IS NOT NULL;
        CREATE INDEX changes_by_instant ON changes (store_id, at);

        CREATE TABLE inbox (
          id INTEGER PRIMARY KEY,
          source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
          identity TEXT NOT NULL,
          topic TEXT NOT NULL,
          received_at INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (\(oneOf("state", "processed", "failed", "pending", "ignored"))),
          attempts INTEGER NOT NULL DEFAULT 1,
          order_id INTEGER REFERENCES orders (id),
          customer_id INTEGER,
          headers TEXT NOT NULL,
          body BLOB NOT NULL,
          error TEXT,
          UNIQUE (source_id, identity)
        ) STRICT;
        CREATE INDEX inbox_unsettled ON inbox (state, id) WHERE state IN ('failed', 'pending');

        CREATE TABLE findings (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          kind TEXT NOT NULL,
          subject_type TEXT NOT NULL,
          subject_id INTEGER NOT NULL,
          subject_label TEXT NOT NULL,
          facet TEXT NOT NULL DEFAULT '',
          sentence TEXT NOT NULL,
          links TEXT NOT NULL DEFAULT '[]',
          count INTEGER NOT NULL DEFAULT 1 CHECK (count >= 0),
          first_at INTEGER NOT NULL,
          last_at INTEGER NOT NULL,
          resolved_at INTEGER,
          snoozed_by TEXT,
          snoozed_until INTEGER,
          snooze_note TEXT,
          UNIQUE (store_id, kind, subject_type, subject_id, facet),
          CHECK ((snoozed_by IS NULL) = (snooze_note IS NULL)),
          CHECK (snoozed_by IS NOT NULL OR snoozed_until IS NULL)
        ) STRICT;
        CREATE INDEX findings_open ON findings (store_id, kind, last_at) WHERE resolved_at IS NULL;

        -- The customers of whom a finding of a kind is true, each with what it is about.
        CREATE TABLE customer_findings (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          kind TEXT NOT NULL,
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          sentence TEXT NOT NULL,
          found_at INTEGER NOT NULL,
          PRIMARY KEY (store_id, kind, customer_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX customer_findings_by_customer ON customer_findings (customer_id, kind);

        -- How far the look at all customers has come.
        CREATE TABLE check_sweeps (
          store_id INTEGER PRIMARY KEY REFERENCES stores (id),
          cursor INTEGER NOT NULL DEFAULT 0,
          begun_at INTEGER NOT NULL,
          finished_at INTEGER
        ) STRICT;

        """

    private static let administration = """
        CREATE TABLE users (
          id INTEGER PRIMARY KEY,
          email TEXT NOT NULL,
          email_folded TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          role TEXT NOT NULL CHECK (\(oneOf("role", "admin", "editor", "viewer"))),
          language TEXT NOT NULL,
          password_hash TEXT NOT NULL,
          password_at INTEGER,
          is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1)),
          revision INTEGER NOT NULL DEFAULT 1,
          created_at INTEGER NOT NULL,
          last_login_at INTEGER,
          link_digest BLOB UNIQUE,
          link_until INTEGER
        ) STRICT;

        CREATE TABLE sessions (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          digest BLOB NOT NULL UNIQUE,
          user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
          created_at INTEGER NOT NULL,
          used_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          address TEXT,
          agent TEXT
        ) STRICT;
        CREATE INDEX sessions_by_user ON sessions (user_id, id);
        CREATE INDEX sessions_by_end ON sessions (expires_at);

        CREATE TABLE tokens (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          digest BLOB NOT NULL UNIQUE,
          scopes TEXT NOT NULL,
          store_id INTEGER REFERENCES stores (id),
          created_at INTEGER NOT NULL,
          last_used_at INTEGER,
          expires_at INTEGER
        ) STRICT;

        CREATE TABLE settings (
          name TEXT PRIMARY KEY,
          value TEXT NOT NULL,
          updated_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          at INTEGER NOT NULL,
          actor_kind TEXT NOT NULL CHECK (\(oneOf("actor_kind", "person", "token", "command", "system"))),
          actor_id INTEGER,
          by TEXT NOT NULL,
          address TEXT,
          request TEXT,
          area TEXT NOT NULL,
          action TEXT NOT NULL,
          subject TEXT NOT NULL,
          detail TEXT NOT NULL,
          changes TEXT NOT NULL
        ) STRICT;
        CREATE INDEX audit_by_instant ON audit (at);
        CREATE INDEX audit_by_area ON audit (area, id);
        CREATE INDEX audit_by_subject ON audit (subject, id);
        CREATE INDEX audit_by_actor ON audit (actor_kind, actor_id, id);
        CREATE TRIGGER audit_is_not_altered BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
        CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

        CREATE TABLE repeatable_requests (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          actor TEXT NOT NULL,
          key TEXT NOT NULL,
          digest BLOB NOT NULL,
          begun_at INTEGER NOT NULL,
          is_acted INTEGER NOT NULL DEFAULT 0 CHECK (is_acted IN (0, 1)),
          answer TEXT,
          UNIQUE (actor, key)
        ) STRICT;
        CREATE INDEX repeatable_requests_by_age ON repeatable_requests (begun_at);
        """
}
