/// The part of the first schema that keeps totals by local day of the store, so that no figure is ever counted from all
/// changes, customers or orders. `docs/statistics.md` says what each column counts.
enum Version1Statistics {
    static let statements = written + counted

    /// Written in the transaction that they count.
    private static let written = """
        -- Rule 0 stands for none; groups as in changes. The kind 'opening' is for members of whom no change tells.
        CREATE TABLE change_days (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          day INTEGER NOT NULL,
          rule_id INTEGER NOT NULL,
          kind TEXT NOT NULL,
          groups_added TEXT NOT NULL,
          groups_removed TEXT NOT NULL,
          count INTEGER NOT NULL,
          PRIMARY KEY (store_id, day, rule_id, kind, groups_added, groups_removed)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE intake_days (
          source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
          day INTEGER NOT NULL,
          accepted INTEGER NOT NULL,
          unused INTEGER NOT NULL,
          stale INTEGER NOT NULL,
          duplicate INTEGER NOT NULL,
          failed INTEGER NOT NULL,
          PRIMARY KEY (source_id, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE candidate_days (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          day INTEGER NOT NULL,
          rule_id INTEGER NOT NULL,
          candidates INTEGER NOT NULL,
          PRIMARY KEY (store_id, day, rule_id)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX runs_by_instant ON runs (started_at);

        """

    /// Counted once on each day.
    private static let counted = """
        CREATE TABLE counted_days (
          store_id INTEGER PRIMARY KEY REFERENCES stores (id),
          day INTEGER NOT NULL
        ) STRICT;

        -- Sizes at the end of a day, so that they are never summed up from the first day on.
        CREATE TABLE group_days (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          day INTEGER NOT NULL,
          group_id INTEGER NOT NULL,
          members INTEGER NOT NULL,
          PRIMARY KEY (store_id, day, group_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reminder_days (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          day INTEGER NOT NULL,
          rule_id INTEGER NOT NULL,
          reminded INTEGER NOT NULL,
          bought INTEGER NOT NULL,
          PRIMARY KEY (store_id, day, rule_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE rung_days (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          day INTEGER NOT NULL,
          rule_id INTEGER NOT NULL,
          rank INTEGER NOT NULL,
          name TEXT NOT NULL,
          group_code TEXT NOT NULL,
          members INTEGER NOT NULL,
          near_next INTEGER NOT NULL,
          at_risk INTEGER NOT NULL,
          spent INTEGER NOT NULL,
          PRIMARY KEY (store_id, day, rule_id, group_code)
        ) STRICT, WITHOUT ROWID;

        -- How a large ladder stood when it was last counted. Rank -1 is for those who hold no rung.
        CREATE TABLE ladder_counts (
          rule_id INTEGER NOT NULL REFERENCES rules (id) ON DELETE CASCADE,
          rank INTEGER NOT NULL,
          revision INTEGER NOT NULL,
          counted_at INTEGER NOT NULL,
          members INTEGER NOT NULL,
          near_next INTEGER NOT NULL,
          at_risk INTEGER NOT NULL,
          spent INTEGER NOT NULL,
          PRIMARY KEY (rule_id, rank)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE joining_days (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          day INTEGER NOT NULL,
          rule_id INTEGER NOT NULL,
          group_id INTEGER NOT NULL,
          members INTEGER NOT NULL,
          orders_before INTEGER NOT NULL,
          spent_before INTEGER NOT NULL,
          orders_after INTEGER NOT NULL,
          spent_after INTEGER NOT NULL,
          PRIMARY KEY (store_id, day, rule_id, group_id)
        ) STRICT, WITHOUT ROWID;

        """
}
