/// The first schema. Frozen once released: later changes are migrations of their own.
///
/// Instants are INTEGER milliseconds UTC, days INTEGER `yyyymmdd` of the store's zone, money INTEGER minor units,
/// flags INTEGER 0 or 1.
enum Version1 {
    static let statements =
        shop + people + orders + rules + Version1Record.statements + Version1Connections.statements
        + Version1Outgoing.statements + Version1Mails.statements + Version1Widget.statements
        + Version1Imports.statements + Version1Statistics.statements

    private static let shop = """
        CREATE TABLE stores (
          id INTEGER PRIMARY KEY,
          key TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 64),
          name TEXT NOT NULL,
          zone TEXT NOT NULL,
          currency TEXT NOT NULL CHECK (length(currency) = 3),
          locale TEXT NOT NULL,
          default_group_id INTEGER REFERENCES groups (id),
          spend_basis TEXT NOT NULL DEFAULT 'gross' CHECK (\(oneOf("spend_basis", "gross", "net", "products"))),
          guest_matching INTEGER NOT NULL DEFAULT 0 CHECK (guest_matching IN (0, 1)),
          automation_on_since INTEGER,
          automation_off_since INTEGER,
          created_at INTEGER NOT NULL,
          CHECK ((automation_on_since IS NULL) <> (automation_off_since IS NULL))
        ) STRICT;

        CREATE TABLE groups (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
          name TEXT NOT NULL,
          external_id TEXT,
          discount_percent TEXT,
          free_shipping INTEGER NOT NULL DEFAULT 0 CHECK (free_shipping IN (0, 1)),
          benefit_text TEXT NOT NULL DEFAULT '',
          created_at INTEGER NOT NULL,
          UNIQUE (store_id, code),
          UNIQUE (store_id, external_id)
        ) STRICT;

        CREATE TABLE statuses (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          code TEXT NOT NULL,
          label TEXT NOT NULL,
          is_paid INTEGER NOT NULL CHECK (is_paid IN (0, 1)),
          is_void INTEGER NOT NULL CHECK (is_void IN (0, 1)),
          rank INTEGER NOT NULL,
          is_mapped INTEGER NOT NULL DEFAULT 1 CHECK (is_mapped IN (0, 1)),
          UNIQUE (store_id, code),
          CHECK (is_paid = 0 OR is_void = 0)
        ) STRICT;

        CREATE TABLE rates (
          store_id INTEGER NOT NULL REFERENCES stores (id),
          currency TEXT NOT NULL CHECK (length(currency) = 3),
          day INTEGER NOT NULL,
          rate TEXT NOT NULL,
          PRIMARY KEY (store_id, currency, day)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE sources (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          key TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 64),
          platform TEXT NOT NULL,
          name TEXT NOT NULL,
          is_enabled INTEGER NOT NULL DEFAULT 1 CHECK (is_enabled IN (0, 1)),
          secret TEXT NOT NULL,
          previous_secret TEXT,
          previous_secret_until INTEGER,
          created_at INTEGER NOT NULL
        ) STRICT;

        """

    private static let people = """
        CREATE TABLE organizations (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          external_id TEXT NOT NULL,
          name TEXT NOT NULL,
          UNIQUE (store_id, external_id)
        ) STRICT;

        CREATE TABLE customers (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          external_id TEXT NOT NULL,
          email TEXT,
          email_folded TEXT,
          first_name TEXT,
          last_name TEXT,
          locale TEXT,
          country TEXT,
          registered_at INTEGER,
          first_seen_at INTEGER NOT NULL,
          organization_id INTEGER REFERENCES organizations (id),
          default_group_id INTEGER REFERENCES groups (id),
          chosen_default_id INTEGER REFERENCES groups (id),
          shop_default_id INTEGER,
          is_automated INTEGER NOT NULL DEFAULT 1 CHECK (is_automated IN (0, 1)),
          mail_consent TEXT NOT NULL DEFAULT 'unknown' CHECK (\(oneOf("mail_consent", "unknown", "given", "refused"))),
          is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1)),
          deleted_at INTEGER,
          erased_at INTEGER,
          merged_into INTEGER REFERENCES customers (id),
          last_fact_at INTEGER,
          provenance BLOB NOT NULL,
          UNIQUE (store_id, external_id),
          CHECK (erased_at IS NULL OR is_deleted = 1)
        ) STRICT;
        CREATE INDEX customers_by_email ON customers (store_id, email_folded) WHERE email_folded IS NOT NULL;
        CREATE INDEX customers_by_organization ON customers (organization_id) WHERE organization_id IS NOT NULL;
        CREATE INDEX customers_by_store ON customers (store_id, id);
        CREATE INDEX customers_by_first_name ON customers (first_name COLLATE NOCASE) WHERE first_name IS NOT NULL;
        CREATE INDEX customers_by_last_name ON customers (last_name COLLATE NOCASE) WHERE last_name IS NOT NULL;
        CREATE INDEX customers_deleted ON customers (store_id) WHERE is_deleted = 1;

        CREATE TABLE organization_members (
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          from_at INTEGER NOT NULL,
          organization_id INTEGER REFERENCES organizations (id),
          PRIMARY KEY (customer_id, from_at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX organization_members_by_organization ON organization_members (organization_id, customer_id)
          WHERE organization_id IS NOT NULL;

        CREATE TABLE grants (
          id INTEGER PRIMARY KEY,
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          group_id INTEGER NOT NULL REFERENCES groups (id),
          source TEXT NOT NULL CHECK (\(oneOf("source", "manual", "rule", "import", "shop"))),
          origin TEXT NOT NULL,
          rule_id INTEGER REFERENCES rules (id),
          order_id INTEGER REFERENCES orders (id),
          from_at INTEGER NOT NULL,
          joined_at INTEGER,
          until_at INTEGER,
          claims_default INTEGER NOT NULL DEFAULT 0 CHECK (claims_default IN (0, 1)),
          claimed_at INTEGER NOT NULL,
          is_pinned INTEGER NOT NULL DEFAULT 0 CHECK (is_pinned IN (0, 1)),
          waits INTEGER NOT NULL DEFAULT 0 CHECK (waits IN (0, 1)),
          ended_at INTEGER,
          reason TEXT NOT NULL,
          UNIQUE (customer_id, group_id, source, origin)
        ) STRICT;
        -- The last three columns are what tells members from those to come and those whose end is not noted yet.
        CREATE INDEX grants_by_group ON grants (group_id, customer_id, from_at, until_at, waits) WHERE ended_at IS NULL;
        CREATE INDEX grants_by_rule ON grants (rule_id, customer_id) WHERE rule_id IS NOT NULL;
        CREATE INDEX grants_by_order ON grants (order_id) WHERE order_id IS NOT NULL;
        CREATE INDEX grants_waiting ON grants (customer_id) WHERE waits = 1;

        CREATE TABLE former_grants (
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          group_id INTEGER NOT NULL REFERENCES groups (id),
          from_at INTEGER NOT NULL,
          ended_at INTEGER NOT NULL,
          PRIMARY KEY (customer_id, group_id, from_at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX former_grants_by_group ON former_grants (group_id);

        CREATE TABLE blocks (
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          group_id INTEGER NOT NULL REFERENCES groups (id),
          until_at INTEGER,
          reason TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          PRIMARY KEY (customer_id, group_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX blocks_by_group ON blocks (group_id);

        CREATE TABLE former_defaults (
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          group_id INTEGER NOT NULL REFERENCES groups (id),
          left_at INTEGER NOT NULL,
          PRIMARY KEY (customer_id, group_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX former_defaults_by_group ON former_defaults (group_id);

        """

    private static let orders = """
        CREATE TABLE orders (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          external_id TEXT NOT NULL,
          customer_id INTEGER REFERENCES customers (id),
          guest_email TEXT,
          guest_folded TEXT,
          status_id INTEGER REFERENCES statuses (id),
          version INTEGER,
          placed_at INTEGER,
          stated_paid_at INTEGER,
          paid_version INTEGER,
          paid_at INTEGER,
          paid_received_at INTEGER,
          currency TEXT,
          conversion_rate TEXT,
          total INTEGER NOT NULL DEFAULT 0 CHECK (total >= 0),
          tax INTEGER NOT NULL DEFAULT 0 CHECK (tax >= 0),
          shipping INTEGER NOT NULL DEFAULT 0 CHECK (shipping >= 0),
          shipping_tax INTEGER NOT NULL DEFAULT 0 CHECK (shipping_tax >= 0),
          refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
          payment_method TEXT,
          country TEXT,
          is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1)),
          is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1)),
          lines_version INTEGER,
          spend_day INTEGER,
          spend_status_id INTEGER,
          spend_amount INTEGER,
          spend_organization_id INTEGER REFERENCES organizations (id),
          received_at INTEGER NOT NULL,
          provenance BLOB NOT NULL,
          UNIQUE (store_id, external_id)
        ) STRICT;
        CREATE INDEX orders_by_customer ON orders (customer_id, paid_at) WHERE customer_id IS NOT NULL;
        CREATE INDEX orders_by_store ON orders (store_id, id);
        CREATE INDEX orders_by_paid_at ON orders (store_id, paid_at) WHERE paid_at IS NOT NULL;
        CREATE INDEX orders_unpaid ON orders (store_id, id) WHERE paid_at IS NULL;
        CREATE INDEX orders_by_status ON orders (status_id);
        CREATE INDEX orders_by_organization ON orders (spend_organization_id) WHERE spend_organization_id IS NOT NULL;
        CREATE INDEX orders_by_guest ON orders (store_id, guest_folded) WHERE guest_folded IS NOT NULL;

        CREATE TABLE order_lines (
          order_id INTEGER NOT NULL REFERENCES orders (id),
          line_id TEXT NOT NULL,
          position INTEGER NOT NULL,
          product_id TEXT NOT NULL,
          variant_id TEXT,
          sku TEXT,
          categories TEXT,
          quantity INTEGER NOT NULL CHECK (quantity >= 0),
          refunded_quantity INTEGER NOT NULL CHECK (refunded_quantity BETWEEN 0 AND quantity),
          total INTEGER NOT NULL,
          tax INTEGER NOT NULL,
          unit_price INTEGER,
          is_gift_card INTEGER NOT NULL CHECK (is_gift_card IN (0, 1)),
          is_present INTEGER NOT NULL CHECK (is_present IN (0, 1)),
          first_version INTEGER NOT NULL,
          PRIMARY KEY (order_id, line_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX order_lines_by_product ON order_lines (product_id);
        CREATE INDEX order_lines_by_sku ON order_lines (sku) WHERE sku IS NOT NULL;

        CREATE TABLE order_refunds (
          order_id INTEGER NOT NULL REFERENCES orders (id),
          external_id TEXT NOT NULL,
          amount INTEGER NOT NULL CHECK (amount >= 0),
          refunded_at INTEGER NOT NULL,
          PRIMARY KEY (order_id, external_id)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX order_refunds_by_external ON order_refunds (external_id);

        CREATE TABLE spend (
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          day INTEGER NOT NULL,
          status_id INTEGER NOT NULL REFERENCES statuses (id),
          amount INTEGER NOT NULL,
          orders INTEGER NOT NULL,
          PRIMARY KEY (customer_id, day, status_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE organization_spend (
          organization_id INTEGER NOT NULL REFERENCES organizations (id),
          day INTEGER NOT NULL,
          status_id INTEGER NOT NULL REFERENCES statuses (id),
          amount INTEGER NOT NULL,
          orders INTEGER NOT NULL,
          PRIMARY KEY (organization_id, day, status_id)
        ) STRICT, WITHOUT ROWID;

        """

    private static let rules = """
        CREATE TABLE rules (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          is_enabled INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
          enabled_since INTEGER,
          priority INTEGER NOT NULL,
          season_from INTEGER,
          season_until INTEGER,
          active_from INTEGER,
          definition TEXT NOT NULL,
          revision INTEGER NOT NULL,
          terms_floor INTEGER NOT NULL DEFAULT 1,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          deleted_at INTEGER
        ) STRICT;
        CREATE INDEX rules_by_store ON rules (store_id, priority, id);

        CREATE TABLE rule_revisions (
          rule_id INTEGER NOT NULL REFERENCES rules (id),
          revision INTEGER NOT NULL,
          at INTEGER NOT NULL,
          by TEXT NOT NULL,
          document TEXT NOT NULL,
          PRIMARY KEY (rule_id, revision)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE entitlements (
          rule_id INTEGER NOT NULL REFERENCES rules (id),
          order_id INTEGER NOT NULL REFERENCES orders (id),
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          state TEXT NOT NULL CHECK (\(oneOf("state", "live", "withheld", "declined", "settled"))),
          PRIMARY KEY (rule_id, order_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX entitlements_by_customer ON entitlements (customer_id, rule_id);
        CREATE INDEX entitlements_by_rule ON entitlements (rule_id, customer_id);
        CREATE INDEX entitlements_by_order ON entitlements (order_id);

        CREATE TABLE due (
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          rule_id INTEGER NOT NULL,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          due_at INTEGER NOT NULL,
          PRIMARY KEY (customer_id, rule_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX due_by_instant ON due (store_id, due_at, customer_id);
        CREATE INDEX due_by_rule ON due (rule_id);

        CREATE TABLE sweeps (
          rule_id INTEGER PRIMARY KEY REFERENCES rules (id),
          store_id INTEGER NOT NULL REFERENCES stores (id),
          due_at INTEGER,
          cursor INTEGER NOT NULL DEFAULT 0,
          is_first INTEGER NOT NULL DEFAULT 1 CHECK (is_first IN (0, 1)),
          reminded TEXT,
          decided TEXT
        ) STRICT;
        CREATE INDEX sweeps_by_instant ON sweeps (store_id, due_at) WHERE due_at IS NOT NULL;

        CREATE TABLE decisions (
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          rule_id INTEGER NOT NULL REFERENCES rules (id),
          kind TEXT NOT NULL,
          key TEXT NOT NULL,
          at INTEGER NOT NULL,
          change_id INTEGER,
          PRIMARY KEY (customer_id, rule_id, kind, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX decisions_at_risk ON decisions (rule_id, key) WHERE kind = 'at_risk';

        CREATE TABLE parks (
          rule_id INTEGER PRIMARY KEY REFERENCES rules (id),
          run_id INTEGER NOT NULL REFERENCES runs (id),
          count INTEGER NOT NULL,
          customers INTEGER NOT NULL,
          at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX parks_by_run ON parks (run_id);

        CREATE TABLE organization_rungs (
          rule_id INTEGER NOT NULL REFERENCES rules (id),
          organization_id INTEGER NOT NULL REFERENCES organizations (id),
          store_id INTEGER NOT NULL REFERENCES stores (id),
          rung TEXT,
          at_risk_since INTEGER,
          last_fact_at INTEGER,
          due_at INTEGER,
          PRIMARY KEY (rule_id, organization_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX organization_rungs_by_organization ON organization_rungs (organization_id);
        CREATE INDEX organization_rungs_by_instant ON organization_rungs (store_id, due_at) WHERE due_at IS NOT NULL;

        CREATE TABLE vouchers (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          customer_id INTEGER NOT NULL REFERENCES customers (id),
          rule_id INTEGER NOT NULL REFERENCES rules (id),
          rung TEXT NOT NULL,
          code TEXT NOT NULL,
          percent INTEGER CHECK (percent BETWEEN 1 AND 100),
          amount INTEGER CHECK (amount > 0),
          last_day INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          UNIQUE (customer_id, rule_id, rung),
          UNIQUE (store_id, code),
          CHECK ((percent IS NULL) <> (amount IS NULL))
        ) STRICT;

        CREATE TABLE segments (
          id INTEGER PRIMARY KEY,
          store_id INTEGER NOT NULL REFERENCES stores (id),
          name TEXT NOT NULL,
          definition TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          updated_at INTEGER NOT NULL,
          UNIQUE (store_id, name)
        ) STRICT;

        """
}
