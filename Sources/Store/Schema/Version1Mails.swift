/// The part of the first schema that writes mails.
enum Version1Mails {
    static let statements = outbox + words

    private static let outbox = """
        CREATE TABLE letters (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          customer_id INTEGER REFERENCES customers (id),
          user_id INTEGER,
          message_id TEXT NOT NULL UNIQUE,
          created_at INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (\(oneOf("state", "queued", "sent", "failed", "dropped"))),
          attempts INTEGER NOT NULL CHECK (attempts >= 0),
          next_at INTEGER NOT NULL,
          leased_until INTEGER,
          is_uncertain INTEGER NOT NULL CHECK (is_uncertain IN (0, 1)),
          address TEXT,
          locale TEXT,
          subject TEXT,
          text TEXT,
          error TEXT,
          reply TEXT,
          sent_at INTEGER,
          CHECK ((customer_id IS NULL) <> (user_id IS NULL)),
          CHECK (leased_until IS NULL OR state = 'queued'),
          CHECK ((sent_at IS NULL) = (state <> 'sent'))
        ) STRICT;
        CREATE INDEX letters_due ON letters (next_at, id) WHERE state = 'queued';
        CREATE INDEX letters_by_customer ON letters (customer_id, sent_at);
        CREATE INDEX letters_leased ON letters (leased_until) WHERE leased_until IS NOT NULL;
        CREATE INDEX letters_sent ON letters (sent_at) WHERE sent_at IS NOT NULL;

        -- No foreign keys to changes and runs, which may go before it.
        CREATE TABLE notifications (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          customer_id INTEGER REFERENCES customers (id),
          user_id INTEGER,
          rule_id INTEGER NOT NULL REFERENCES rules (id),
          template TEXT NOT NULL,
          period_key TEXT NOT NULL,
          reason TEXT NOT NULL,
          facts TEXT NOT NULL,
          change_id INTEGER,
          run_id INTEGER,
          created_at INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (\(oneOf("state", "queued", "sent", "failed", "cancelled"))),
          send_after INTEGER NOT NULL,
          letter_id INTEGER REFERENCES letters (id),
          result TEXT,
          sent_at INTEGER,
          UNIQUE (rule_id, customer_id, template, period_key),
          CHECK ((customer_id IS NULL) <> (user_id IS NULL)),
          CHECK ((result IS NOT NULL) = (state = 'cancelled')),
          CHECK ((sent_at IS NULL) = (state <> 'sent'))
        ) STRICT;
        CREATE UNIQUE INDEX notifications_to_users ON notifications (rule_id, user_id, template, period_key)
          WHERE user_id IS NOT NULL;
        CREATE INDEX notifications_by_customer ON notifications (customer_id, id);
        CREATE INDEX notifications_waiting ON notifications (send_after, id, store_id)
          WHERE state = 'queued' AND letter_id IS NULL;
        CREATE INDEX notifications_waiting_users ON notifications (user_id, id)
          WHERE state = 'queued' AND user_id IS NOT NULL;
        CREATE INDEX notifications_by_letter ON notifications (letter_id) WHERE letter_id IS NOT NULL;
        CREATE INDEX notifications_by_state ON notifications (state, id);
        CREATE INDEX notifications_by_instant ON notifications (store_id, created_at, template, state, rule_id);

        """

    private static let words = """
        CREATE TABLE store_mail (
          store_id INTEGER PRIMARY KEY REFERENCES stores (id),
          revision INTEGER NOT NULL,
          sender_name TEXT,
          sender_address TEXT,
          reply_to TEXT,
          shop_url TEXT,
          logo_url TEXT,
          accent TEXT NOT NULL,
          footer TEXT,
          requires_opt_in INTEGER NOT NULL CHECK (requires_opt_in IN (0, 1)),
          quiet_from INTEGER CHECK (quiet_from BETWEEN 0 AND 1439),
          quiet_until INTEGER CHECK (quiet_until BETWEEN 0 AND 1439),
          cap_count INTEGER CHECK (cap_count BETWEEN 1 AND 100),
          cap_days INTEGER CHECK (cap_days BETWEEN 1 AND 365),
          CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
          CHECK ((cap_count IS NULL) = (cap_days IS NULL))
        ) STRICT;

        -- Every edit; the last one of a template in a language is in force.
        CREATE TABLE template_edits (
          revision INTEGER PRIMARY KEY AUTOINCREMENT,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          template TEXT NOT NULL,
          locale TEXT NOT NULL,
          html TEXT,
          text TEXT,
          at INTEGER NOT NULL,
          by TEXT NOT NULL,
          CHECK ((html IS NULL) = (text IS NULL))
        ) STRICT;
        CREATE INDEX template_edits_by_template ON template_edits (store_id, template, locale, revision);

        """
}
