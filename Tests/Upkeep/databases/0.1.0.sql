BEGIN TRANSACTION;
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind = 'person' OR actor_kind = 'token' OR actor_kind = 'command' OR actor_kind = 'system'),
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
INSERT INTO "audit" VALUES(1,1795425367445,'command',NULL,'command line',NULL,NULL,'source','source.create','source woo','','[{"field":"platform","old":null,"new":"woocommerce"},{"field":"name","old":null,"new":"woo"},{"field":"enabled","old":null,"new":"true"}]');
INSERT INTO "audit" VALUES(2,1795425367493,'command',NULL,'command line',NULL,NULL,'token','token.create','token 1','make','[{"field":"scopes","old":null,"new":"rules, settings, webhooks"}]');
INSERT INTO "audit" VALUES(3,1795425367810,'token',1,'token make','127.0.0.1','43evdkceg9nw2','group','group.create','group club','default','[{"field":"code","old":null,"new":"club"},{"field":"name","old":null,"new":"Club"},{"field":"free_shipping","old":null,"new":"false"},{"field":"text","old":null,"new":""}]');
INSERT INTO "audit" VALUES(4,1795425367815,'token',1,'token make','127.0.0.1','dzwq7aje4ymwq','rule','rule.create','rule 1','Club','[{"field":"kind","old":null,"new":"purchase"},{"field":"name","old":null,"new":"Club"},{"field":"store","old":null,"new":"default"},{"field":"enabled","old":null,"new":"true"},{"field":"priority","old":null,"new":"100"},{"field":"season","old":null,"new":"{\"from\":null,\"until\":null}"},{"field":"active_from","old":null,"new":"2020-01-01T00:00:00Z"},{"field":"source_groups","old":null,"new":"[]"},{"field":"excluded_groups","old":null,"new":"[]"},{"field":"excluded_customers","old":null,"new":"[]"},{"field":"minimum_account_age_days","old":null,"new":"0"},{"field":"mails","old":null,"new":"{\"membership_granted\":true,\"membership_expiring\":true,\"membership_expired\":true}"},{"field":"max_share","old":null,"new":"10"},{"field":"params.products","old":null,"new":"[{\"product_id\":\"93\"}]"},{"field":"params.groups","old":null,"new":"[\"club\"]"},{"field":"params.validity","old":null,"new":"{\"kind\":\"months\",\"count\":12}"},{"field":"params.renew","old":null,"new":"extend"},{"field":"params.per_unit","old":null,"new":"true"}]');
INSERT INTO "audit" VALUES(5,1795425367821,'token',1,'token make','127.0.0.1','7wak11rdskkxc','segment','segment.create','segment 1','Germany','[]');
INSERT INTO "audit" VALUES(6,1795425367823,'token',1,'token make','127.0.0.1','1rretryde8jy1','destination','destination.create','destination 1','CRM','[{"field":"name","old":null,"new":"CRM"},{"field":"url","old":null,"new":"https://crm.example.test/hooks"},{"field":"enabled","old":null,"new":"true"},{"field":"events","old":null,"new":"customer.groups_changed, customer.reminded, customer.tier_reached, run.finished"},{"field":"allow_private","old":null,"new":"false"}]');
INSERT INTO "audit" VALUES(7,1795425368037,'command',NULL,'command line',NULL,NULL,'run','run.start','run 1','deliveries, expiry, inbox, mails, reconcile, retention, rules, tiers','[]');
INSERT INTO "audit" VALUES(8,1795425368193,'command',NULL,'command line',NULL,NULL,'user','user.create','user 1','anna@shop.example','[{"field":"email","old":null,"new":"anna@shop.example"},{"field":"name","old":null,"new":"Anna"},{"field":"role","old":null,"new":"admin"},{"field":"language","old":null,"new":"en"},{"field":"disabled","old":null,"new":"false"}]');
CREATE TABLE blocks (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  group_id INTEGER NOT NULL REFERENCES groups (id),
  until_at INTEGER,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (customer_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE candidate_days (
  store_id INTEGER NOT NULL REFERENCES stores (id),
  day INTEGER NOT NULL,
  rule_id INTEGER NOT NULL,
  candidates INTEGER NOT NULL,
  PRIMARY KEY (store_id, day, rule_id)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "change_days" VALUES(1,20261123,1,'granted','[1]','[]',3);
INSERT INTO "change_days" VALUES(1,20261123,1,'granted','[]','[]',6);
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
  actor TEXT NOT NULL CHECK (actor = 'rule' OR actor = 'user' OR actor = 'import' OR actor = 'shop' OR actor = 'system'),
  by TEXT,
  reason TEXT NOT NULL,
  key TEXT,
  reverts INTEGER REFERENCES changes (id)
) STRICT;
INSERT INTO "changes" VALUES(1,1,1,1795425367827,'granted','[1]','[]',NULL,NULL,'[{"grant":1,"before":null,"after":{"from":1795168800000,"until":1826755200000,"default":false,"pinned":false,"ended":null}}]',1,1,1,NULL,1,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"1"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]',NULL,NULL);
INSERT INTO "changes" VALUES(2,1,2,1795425367835,'granted','[1]','[]',NULL,NULL,'[{"grant":2,"before":null,"after":{"from":1795168800000,"until":1826755200000,"default":false,"pinned":false,"ended":null}}]',1,1,2,NULL,2,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"2"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]',NULL,NULL);
INSERT INTO "changes" VALUES(3,1,3,1795425367838,'granted','[1]','[]',NULL,NULL,'[{"grant":3,"before":null,"after":{"from":1795168800000,"until":1826755200000,"default":false,"pinned":false,"ended":null}}]',1,1,3,NULL,3,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"3"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]',NULL,NULL);
INSERT INTO "changes" VALUES(4,1,1,1795425367841,'granted','[]','[]',NULL,NULL,'[{"grant":4,"before":null,"after":{"from":1795168800000,"until":1858377600000,"default":false,"pinned":false,"ended":null}}]',1,1,4,NULL,4,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"4"},"paid_on":{"d":20261120},"last_day":{"d":20281120}}]',NULL,NULL);
INSERT INTO "changes" VALUES(5,1,2,1795425367843,'granted','[]','[]',NULL,NULL,'[{"grant":5,"before":null,"after":{"from":1795168800000,"until":1858377600000,"default":false,"pinned":false,"ended":null}}]',1,1,5,NULL,5,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"5"},"paid_on":{"d":20261120},"last_day":{"d":20281120}}]',NULL,NULL);
INSERT INTO "changes" VALUES(6,1,3,1795425367846,'granted','[]','[]',NULL,NULL,'[{"grant":6,"before":null,"after":{"from":1795168800000,"until":1858377600000,"default":false,"pinned":false,"ended":null}}]',1,1,6,NULL,6,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"6"},"paid_on":{"d":20261120},"last_day":{"d":20281120}}]',NULL,NULL);
INSERT INTO "changes" VALUES(7,1,1,1795425367848,'granted','[]','[]',NULL,NULL,'[{"grant":7,"before":null,"after":{"from":1795168800000,"until":1889913600000,"default":false,"pinned":false,"ended":null}}]',1,1,7,NULL,7,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"7"},"paid_on":{"d":20261120},"last_day":{"d":20291120}}]',NULL,NULL);
INSERT INTO "changes" VALUES(8,1,2,1795425367850,'granted','[]','[]',NULL,NULL,'[{"grant":8,"before":null,"after":{"from":1795168800000,"until":1889913600000,"default":false,"pinned":false,"ended":null}}]',1,1,8,NULL,8,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"8"},"paid_on":{"d":20261120},"last_day":{"d":20291120}}]',NULL,NULL);
INSERT INTO "changes" VALUES(9,1,3,1795425367853,'granted','[]','[]',NULL,NULL,'[{"grant":9,"before":null,"after":{"from":1795168800000,"until":1889913600000,"default":false,"pinned":false,"ended":null}}]',1,1,9,NULL,9,'rule',NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"9"},"paid_on":{"d":20261120},"last_day":{"d":20291120}}]',NULL,NULL);
CREATE TABLE check_sweeps (
  store_id INTEGER PRIMARY KEY REFERENCES stores (id),
  cursor INTEGER NOT NULL DEFAULT 0,
  begun_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
INSERT INTO "check_sweeps" VALUES(1,0,1795425367764,1795425367764);
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
CREATE TABLE counted_days (
  store_id INTEGER PRIMARY KEY REFERENCES stores (id),
  day INTEGER NOT NULL
) STRICT;
INSERT INTO "counted_days" VALUES(1,20261123);
CREATE TABLE customer_findings (
  store_id INTEGER NOT NULL REFERENCES stores (id),
  kind TEXT NOT NULL,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  sentence TEXT NOT NULL,
  found_at INTEGER NOT NULL,
  PRIMARY KEY (store_id, kind, customer_id)
) STRICT, WITHOUT ROWID;
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
  mail_consent TEXT NOT NULL DEFAULT 'unknown' CHECK (mail_consent = 'unknown' OR mail_consent = 'given' OR mail_consent = 'refused'),
  is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1)),
  deleted_at INTEGER,
  erased_at INTEGER,
  merged_into INTEGER REFERENCES customers (id),
  last_fact_at INTEGER,
  provenance BLOB NOT NULL,
  UNIQUE (store_id, external_id),
  CHECK (erased_at IS NULL OR is_deleted = 1)
) STRICT;
INSERT INTO "customers" VALUES(1,1,'2','c2@shop.example','c2@shop.example',NULL,NULL,NULL,'DE',NULL,1795425367826,NULL,NULL,NULL,NULL,1,'unknown',0,NULL,NULL,NULL,1795425367848,X'0000001100000001A1F8662858000000000000000000000000000000000000000000A0FC9F6AD2C2367A');
INSERT INTO "customers" VALUES(2,1,'3','c3@shop.example','c3@shop.example',NULL,NULL,NULL,'DE',NULL,1795425367834,NULL,NULL,NULL,NULL,1,'unknown',0,NULL,NULL,NULL,1795425367850,X'0000001100000001A1F8662C40000000000000000000000000000000000000000000CE58FD7DF6985304');
INSERT INTO "customers" VALUES(3,1,'1','c1@shop.example','c1@shop.example',NULL,NULL,NULL,'DE',NULL,1795425367837,NULL,NULL,NULL,NULL,1,'unknown',0,NULL,NULL,NULL,1795425367853,X'0000001100000001A1F86630280000000000000000000000000000000000000000006E6B2104EB234373');
CREATE TABLE decisions (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  rule_id INTEGER NOT NULL REFERENCES rules (id),
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  change_id INTEGER,
  PRIMARY KEY (customer_id, rule_id, kind, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id INTEGER NOT NULL REFERENCES outgoing_events (id) ON DELETE CASCADE,
  destination_id INTEGER NOT NULL REFERENCES destinations (id) ON DELETE CASCADE,
  customer_id INTEGER REFERENCES customers (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'queued' OR state = 'delivered' OR state = 'failed' OR state = 'cancelled'),
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
INSERT INTO "deliveries" VALUES(1,1,1,1,'customer.groups_changed','queued',1,1795425373265,NULL,1795425368039,NULL,'crm.example.test was not found: Name or service not known',3,1795425367827,NULL);
INSERT INTO "deliveries" VALUES(2,2,1,2,'customer.groups_changed','queued',1,1795425373489,NULL,1795425368039,NULL,'crm.example.test was not found: Name or service not known',3,1795425367835,NULL);
INSERT INTO "deliveries" VALUES(3,3,1,3,'customer.groups_changed','queued',1,1795425373072,NULL,1795425368039,NULL,'crm.example.test was not found: Name or service not known',2,1795425367838,NULL);
INSERT INTO "deliveries" VALUES(4,4,1,NULL,'run.finished','queued',0,1795425368049,NULL,NULL,NULL,NULL,NULL,1795425368049,NULL);
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
INSERT INTO "destination_states" VALUES(1,3,0,NULL,1795425368043,NULL,'crm.example.test was not found: Name or service not known',NULL);
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
INSERT INTO "destinations" VALUES(1,NULL,'CRM','https://crm.example.test/hooks','v1.hd_UBuTJMsGt1thCGE0aJlpGNrCW8zE3OEBePCaaZJk91QaKl-VDunPx5N7IfmtKbg4FZTx4D_DYE0kHuZC8baJVP0uPCrvvKB_1PmXm',NULL,NULL,'customer.groups_changed,customer.reminded,customer.tier_reached,run.finished',1,NULL,0,1795425367823);
CREATE TABLE due (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  rule_id INTEGER NOT NULL,
  store_id INTEGER NOT NULL REFERENCES stores (id),
  due_at INTEGER NOT NULL,
  PRIMARY KEY (customer_id, rule_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "due" VALUES(1,0,1,1826755200000);
INSERT INTO "due" VALUES(2,0,1,1826755200000);
INSERT INTO "due" VALUES(3,0,1,1826755200000);
INSERT INTO "due" VALUES(1,1,1,1889913600000);
INSERT INTO "due" VALUES(2,1,1,1889913600000);
INSERT INTO "due" VALUES(3,1,1,1889913600000);
CREATE TABLE entitlements (
  rule_id INTEGER NOT NULL REFERENCES rules (id),
  order_id INTEGER NOT NULL REFERENCES orders (id),
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  state TEXT NOT NULL CHECK (state = 'live' OR state = 'withheld' OR state = 'declined' OR state = 'settled'),
  PRIMARY KEY (rule_id, order_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "entitlements" VALUES(1,1,1,'live');
INSERT INTO "entitlements" VALUES(1,2,2,'live');
INSERT INTO "entitlements" VALUES(1,3,3,'live');
INSERT INTO "entitlements" VALUES(1,4,1,'live');
INSERT INTO "entitlements" VALUES(1,5,2,'live');
INSERT INTO "entitlements" VALUES(1,6,3,'live');
INSERT INTO "entitlements" VALUES(1,7,1,'live');
INSERT INTO "entitlements" VALUES(1,8,2,'live');
INSERT INTO "entitlements" VALUES(1,9,3,'live');
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
CREATE TABLE former_defaults (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  group_id INTEGER NOT NULL REFERENCES groups (id),
  left_at INTEGER NOT NULL,
  PRIMARY KEY (customer_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE former_grants (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  group_id INTEGER NOT NULL REFERENCES groups (id),
  from_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  PRIMARY KEY (customer_id, group_id, from_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE grants (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  group_id INTEGER NOT NULL REFERENCES groups (id),
  source TEXT NOT NULL CHECK (source = 'manual' OR source = 'rule' OR source = 'import' OR source = 'shop'),
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
INSERT INTO "grants" VALUES(1,1,1,'rule','1:1',1,1,1795168800000,1795168800000,1826755200000,0,1795425367827,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"1"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]');
INSERT INTO "grants" VALUES(2,2,1,'rule','1:2',1,2,1795168800000,1795168800000,1826755200000,0,1795425367835,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"2"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]');
INSERT INTO "grants" VALUES(3,3,1,'rule','1:3',1,3,1795168800000,1795168800000,1826755200000,0,1795425367838,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"3"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]');
INSERT INTO "grants" VALUES(4,1,1,'rule','1:4',1,4,1795168800000,NULL,1858377600000,0,1795425367841,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"4"},"paid_on":{"d":20261120},"last_day":{"d":20281120}}]');
INSERT INTO "grants" VALUES(5,2,1,'rule','1:5',1,5,1795168800000,NULL,1858377600000,0,1795425367843,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"5"},"paid_on":{"d":20261120},"last_day":{"d":20281120}}]');
INSERT INTO "grants" VALUES(6,3,1,'rule','1:6',1,6,1795168800000,NULL,1858377600000,0,1795425367846,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"6"},"paid_on":{"d":20261120},"last_day":{"d":20281120}}]');
INSERT INTO "grants" VALUES(7,1,1,'rule','1:7',1,7,1795168800000,NULL,1889913600000,0,1795425367848,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"7"},"paid_on":{"d":20261120},"last_day":{"d":20291120}}]');
INSERT INTO "grants" VALUES(8,2,1,'rule','1:8',1,8,1795168800000,NULL,1889913600000,0,1795425367850,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"8"},"paid_on":{"d":20261120},"last_day":{"d":20291120}}]');
INSERT INTO "grants" VALUES(9,3,1,'rule','1:9',1,9,1795168800000,NULL,1889913600000,0,1795425367853,0,0,NULL,'["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"9"},"paid_on":{"d":20261120},"last_day":{"d":20291120}}]');
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1');
CREATE TABLE group_days (
  store_id INTEGER NOT NULL REFERENCES stores (id),
  day INTEGER NOT NULL,
  group_id INTEGER NOT NULL,
  members INTEGER NOT NULL,
  PRIMARY KEY (store_id, day, group_id)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "groups" VALUES(1,1,'club','Club',NULL,NULL,0,'',1795425367810);
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
CREATE TABLE import_mappings (
  store_id INTEGER NOT NULL REFERENCES stores (id),
  kind TEXT NOT NULL,
  head TEXT NOT NULL,
  mapping TEXT NOT NULL,
  PRIMARY KEY (store_id, kind, head)
) STRICT, WITHOUT ROWID;
CREATE TABLE import_orders (
  import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  order_key INTEGER NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (import_id, order_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE imports (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES stores (id),
  kind TEXT NOT NULL CHECK (kind = 'customers' OR kind = 'orders' OR kind = 'group_changes'),
  name TEXT,
  file TEXT NOT NULL UNIQUE,
  size INTEGER NOT NULL CHECK (size >= 0),
  form TEXT NOT NULL,
  mapping TEXT,
  by TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state = 'uploaded' OR state = 'ready' OR state = 'running' OR state = 'finished' OR state = 'failed' OR state = 'cancelled'),
  is_dry INTEGER NOT NULL CHECK (is_dry IN (0, 1)),
  phase TEXT NOT NULL CHECK (phase = 'lines' OR phase = 'cancellations' OR phase = 'done'),
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
CREATE TABLE inbox (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
  identity TEXT NOT NULL,
  topic TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'processed' OR state = 'failed' OR state = 'pending' OR state = 'ignored'),
  attempts INTEGER NOT NULL DEFAULT 1,
  order_id INTEGER REFERENCES orders (id),
  customer_id INTEGER,
  headers TEXT NOT NULL,
  body BLOB NOT NULL,
  error TEXT,
  UNIQUE (source_id, identity)
) STRICT;
INSERT INTO "inbox" VALUES(1,1,'::XcBDx2ZGvGB7H6qQtP2OkD6kcVMAtTBMC-6WuD_HDG8','order.updated',1795425367826,'processed',1,1,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20312C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20322C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3031222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263324073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20312C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
INSERT INTO "inbox" VALUES(2,1,'::yGTSKBL25MDIXwnTes8WfXNWcfvvzUXrO8aBk8k_qrE','order.updated',1795425367834,'processed',1,2,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20322C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20332C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3032222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263334073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20322C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
INSERT INTO "inbox" VALUES(3,1,'::z5iIERXzQ-6ZMC90DSHdtYZL0MUJXIaWq83Npi9BMIM','order.updated',1795425367837,'processed',1,3,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20332C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20312C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3033222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263314073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20332C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
INSERT INTO "inbox" VALUES(4,1,'::liHTzy7s09HgAVAO4SZuj8FZI0p2DUdEkF1gleJvlnM','order.updated',1795425367840,'processed',1,4,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20342C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20322C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3034222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263324073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20342C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
INSERT INTO "inbox" VALUES(5,1,'::oOp0saxMI7sQK360d0Q9Z2N3ESru8tXw8pH7pK3XsdI','order.updated',1795425367843,'processed',1,5,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20352C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20332C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3035222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263334073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20352C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
INSERT INTO "inbox" VALUES(6,1,'::yoqaYUJnLJbdaQp4-aq0uW_bTqGCc8Y-UiHlKQmLiHQ','order.updated',1795425367845,'processed',1,6,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20362C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20312C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3036222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263314073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20362C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
INSERT INTO "inbox" VALUES(7,1,'::oPyfatLCNnpXgsWm7bjpbmxwHIzK35QNfOupkw8khEo','order.updated',1795425367848,'processed',1,7,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20372C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20322C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3037222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263324073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20372C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
INSERT INTO "inbox" VALUES(8,1,'::zlj9ffaYUwTBcC_AwlhQAyJYKNp0pT1XEizQVukLWNU','order.updated',1795425367850,'processed',1,8,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20382C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20332C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3038222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263334073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20382C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
INSERT INTO "inbox" VALUES(9,1,'::bmshBOsjQ3NGhDgX3E7C-f3pz9_P4bGAJSWrqI4E3v4','order.updated',1795425367852,'processed',1,9,NULL,'{"content-type":"application/json","x-wc-webhook-topic":"order.updated"}',X'7B226964223A20392C2022737461747573223A202270726F63657373696E67222C202263757272656E6379223A2022455552222C2022746F74616C223A202236302E3030222C2022637573746F6D65725F6964223A20312C2022646174655F637265617465645F676D74223A2022323032362D31312D32305431303A30303A3030222C2022646174655F6D6F6469666965645F676D74223A2022323032362D31312D32305431303A30303A3039222C2022646174655F706169645F676D74223A2022323032362D31312D32305431303A30303A3030222C202262696C6C696E67223A207B22656D61696C223A202263314073686F702E6578616D706C65222C2022636F756E747279223A20224445227D2C20226C696E655F6974656D73223A205B7B226964223A20392C202270726F647563745F6964223A2039332C20227175616E74697479223A20312C2022746F74616C223A202236302E3030227D5D7D',NULL);
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
INSERT INTO "intake_days" VALUES(1,20261123,9,0,0,0,0);
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
CREATE TABLE letters (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES stores (id),
  customer_id INTEGER REFERENCES customers (id),
  user_id INTEGER,
  message_id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state = 'queued' OR state = 'sent' OR state = 'failed' OR state = 'dropped'),
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
  state TEXT NOT NULL CHECK (state = 'queued' OR state = 'sent' OR state = 'failed' OR state = 'cancelled'),
  send_after INTEGER NOT NULL,
  letter_id INTEGER REFERENCES letters (id),
  result TEXT,
  sent_at INTEGER,
  UNIQUE (rule_id, customer_id, template, period_key),
  CHECK ((customer_id IS NULL) <> (user_id IS NULL)),
  CHECK ((result IS NOT NULL) = (state = 'cancelled')),
  CHECK ((sent_at IS NULL) = (state <> 'sent'))
) STRICT;
INSERT INTO "notifications" VALUES(1,1,1,NULL,1,'membership_granted','order:1','["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"1"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]','["membership_granted",{"new_group":{"g":["club"]},"expires_on":{"d":20271120}}]',1,NULL,1795425367827,'queued',1795425367827,NULL,NULL,NULL);
INSERT INTO "notifications" VALUES(2,1,2,NULL,1,'membership_granted','order:2','["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"2"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]','["membership_granted",{"new_group":{"g":["club"]},"expires_on":{"d":20271120}}]',2,NULL,1795425367835,'queued',1795425367835,NULL,NULL,NULL);
INSERT INTO "notifications" VALUES(3,1,3,NULL,1,'membership_granted','order:3','["purchase.bought_until",{"product":{"t":"93"},"order":{"t":"3"},"paid_on":{"d":20261120},"last_day":{"d":20271120}}]','["membership_granted",{"new_group":{"g":["club"]},"expires_on":{"d":20271120}}]',3,NULL,1795425367838,'queued',1795425367838,NULL,NULL,NULL);
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
INSERT INTO "order_lines" VALUES(1,'1',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168801000);
INSERT INTO "order_lines" VALUES(2,'2',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168802000);
INSERT INTO "order_lines" VALUES(3,'3',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168803000);
INSERT INTO "order_lines" VALUES(4,'4',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168804000);
INSERT INTO "order_lines" VALUES(5,'5',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168805000);
INSERT INTO "order_lines" VALUES(6,'6',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168806000);
INSERT INTO "order_lines" VALUES(7,'7',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168807000);
INSERT INTO "order_lines" VALUES(8,'8',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168808000);
INSERT INTO "order_lines" VALUES(9,'9',0,'93',NULL,NULL,NULL,1,0,6000,0,NULL,0,1,1795168809000);
CREATE TABLE order_refunds (
  order_id INTEGER NOT NULL REFERENCES orders (id),
  external_id TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  refunded_at INTEGER NOT NULL,
  PRIMARY KEY (order_id, external_id)
) STRICT, WITHOUT ROWID;
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
INSERT INTO "orders" VALUES(1,1,'1',1,NULL,NULL,4,1795168801000,1795168800000,1795168800000,NULL,1795168800000,1795425367826,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168801000,20261120,4,6000,NULL,1795425367826,X'000003CB01000001A1F86610E80000000000000000000000000000000001000000035DC043C76646BC60');
INSERT INTO "orders" VALUES(2,1,'2',2,NULL,NULL,4,1795168802000,1795168800000,1795168800000,NULL,1795168800000,1795425367834,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168802000,20261120,4,6000,NULL,1795425367834,X'000003CB01000001A1F86614D0000000000000000000000000000000000100000003C864D22812F6E4C0');
INSERT INTO "orders" VALUES(3,1,'3',3,NULL,NULL,4,1795168803000,1795168800000,1795168800000,NULL,1795168800000,1795425367837,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168803000,20261120,4,6000,NULL,1795425367837,X'000003CB01000001A1F86618B8000000000000000000000000000000000100000003CF98881115F343EE');
INSERT INTO "orders" VALUES(4,1,'4',1,NULL,NULL,4,1795168804000,1795168800000,1795168800000,NULL,1795168800000,1795425367840,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168804000,20261120,4,6000,NULL,1795425367840,X'000003CB01000001A1F8661CA00000000000000000000000000000000001000000039621D3CF2EECD3D1');
INSERT INTO "orders" VALUES(5,1,'5',2,NULL,NULL,4,1795168805000,1795168800000,1795168800000,NULL,1795168800000,1795425367843,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168805000,20261120,4,6000,NULL,1795425367843,X'000003CB01000001A1F8662088000000000000000000000000000000000100000003A0EA74B1AC4C23BB');
INSERT INTO "orders" VALUES(6,1,'6',3,NULL,NULL,4,1795168806000,1795168800000,1795168800000,NULL,1795168800000,1795425367845,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168806000,20261120,4,6000,NULL,1795425367845,X'000003CB01000001A1F8662470000000000000000000000000000000000100000003CA8A9A6142672C96');
INSERT INTO "orders" VALUES(7,1,'7',1,NULL,NULL,4,1795168807000,1795168800000,1795168800000,NULL,1795168800000,1795425367848,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168807000,20261120,4,6000,NULL,1795425367848,X'000003CB01000001A1F8662858000000000000000000000000000000000100000003A0FC9F6AD2C2367A');
INSERT INTO "orders" VALUES(8,1,'8',2,NULL,NULL,4,1795168808000,1795168800000,1795168800000,NULL,1795168800000,1795425367850,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168808000,20261120,4,6000,NULL,1795425367850,X'000003CB01000001A1F8662C40000000000000000000000000000000000100000003CE58FD7DF6985304');
INSERT INTO "orders" VALUES(9,1,'9',3,NULL,NULL,4,1795168809000,1795168800000,1795168800000,NULL,1795168800000,1795425367852,'EUR',NULL,6000,0,0,0,0,NULL,'DE',0,0,1795168809000,20261120,4,6000,NULL,1795425367852,X'000003CB01000001A1F86630280000000000000000000000000000000001000000036E6B2104EB234373');
CREATE TABLE organization_members (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  from_at INTEGER NOT NULL,
  organization_id INTEGER REFERENCES organizations (id),
  PRIMARY KEY (customer_id, from_at)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE organization_spend (
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  day INTEGER NOT NULL,
  status_id INTEGER NOT NULL REFERENCES statuses (id),
  amount INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  PRIMARY KEY (organization_id, day, status_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE organizations (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES stores (id),
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (store_id, external_id)
) STRICT;
CREATE TABLE outgoing_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  store_id INTEGER REFERENCES stores (id),
  customer_id INTEGER REFERENCES customers (id),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO "outgoing_events" VALUES(1,1,1,'customer.groups_changed','{"type":"customer.groups_changed","timestamp":"2026-11-23T09:16:07.827Z","data":{"change_id":"1","kind":"granted","customer":{"id":"1","external_id":"2","email":"c2@shop.example","name":"c2@shop.example","store":"default"},"groups_added":[{"id":"1","code":"club","name":"Club","external_id":null}],"groups_removed":[],"default_before":null,"default_after":null,"groups":[{"id":"1","code":"club","name":"Club","external_id":null}],"rule":{"id":"1","name":"Club","kind":"purchase"},"order":{"id":"1","external_id":"1"},"run_id":null,"actor":"rule","by":null,"reason":"Bought 93 in order 1, paid on 20 November 2026; valid until 20 November 2027","reverts":null}}',1795425367827);
INSERT INTO "outgoing_events" VALUES(2,1,2,'customer.groups_changed','{"type":"customer.groups_changed","timestamp":"2026-11-23T09:16:07.835Z","data":{"change_id":"2","kind":"granted","customer":{"id":"2","external_id":"3","email":"c3@shop.example","name":"c3@shop.example","store":"default"},"groups_added":[{"id":"1","code":"club","name":"Club","external_id":null}],"groups_removed":[],"default_before":null,"default_after":null,"groups":[{"id":"1","code":"club","name":"Club","external_id":null}],"rule":{"id":"1","name":"Club","kind":"purchase"},"order":{"id":"2","external_id":"2"},"run_id":null,"actor":"rule","by":null,"reason":"Bought 93 in order 2, paid on 20 November 2026; valid until 20 November 2027","reverts":null}}',1795425367835);
INSERT INTO "outgoing_events" VALUES(3,1,3,'customer.groups_changed','{"type":"customer.groups_changed","timestamp":"2026-11-23T09:16:07.838Z","data":{"change_id":"3","kind":"granted","customer":{"id":"3","external_id":"1","email":"c1@shop.example","name":"c1@shop.example","store":"default"},"groups_added":[{"id":"1","code":"club","name":"Club","external_id":null}],"groups_removed":[],"default_before":null,"default_after":null,"groups":[{"id":"1","code":"club","name":"Club","external_id":null}],"rule":{"id":"1","name":"Club","kind":"purchase"},"order":{"id":"3","external_id":"3"},"run_id":null,"actor":"rule","by":null,"reason":"Bought 93 in order 3, paid on 20 November 2026; valid until 20 November 2027","reverts":null}}',1795425367838);
INSERT INTO "outgoing_events" VALUES(4,1,NULL,'run.finished','{"type":"run.finished","timestamp":"2026-11-23T09:16:08.049Z","data":{"run_id":"1","store":"default","trigger":"cli","by":"command line","tasks":["deliveries","expiry","inbox","mails","reconcile","retention","rules","tiers"],"state":"finished","at":"2026-11-23T09:16:08.037Z","started_at":"2026-11-23T09:16:08.037Z","finished_at":"2026-11-23T09:16:08.048Z","counts":{"evaluated":0,"changed":0,"granted":0,"ended":0,"reminded":0,"mails":0,"replayed":0,"sent":3,"posted":0},"report":[{"rule":null,"sentence":"Nothing was due"}],"waiting":[]}}',1795425368049);
CREATE TABLE parks (
  rule_id INTEGER PRIMARY KEY REFERENCES rules (id),
  run_id INTEGER NOT NULL REFERENCES runs (id),
  count INTEGER NOT NULL,
  customers INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE rates (
  store_id INTEGER NOT NULL REFERENCES stores (id),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  day INTEGER NOT NULL,
  rate TEXT NOT NULL,
  PRIMARY KEY (store_id, currency, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE reminder_days (
  store_id INTEGER NOT NULL REFERENCES stores (id),
  day INTEGER NOT NULL,
  rule_id INTEGER NOT NULL,
  reminded INTEGER NOT NULL,
  bought INTEGER NOT NULL,
  PRIMARY KEY (store_id, day, rule_id)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE rule_revisions (
  rule_id INTEGER NOT NULL REFERENCES rules (id),
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (rule_id, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO "rule_revisions" VALUES(1,1,1795425367815,'token make','{"kind":"purchase","name":"Club","store":"default","enabled":true,"priority":100,"season":{"from":null,"until":null},"active_from":"2020-01-01T00:00:00Z","source_groups":[],"excluded_groups":[],"excluded_customers":[],"minimum_account_age_days":0,"mails":{"membership_granted":true,"membership_expiring":true,"membership_expired":true},"max_share":10,"params":{"products":[{"product_id":"93"}],"groups":["club"],"default_group":null,"validity":{"kind":"months","count":12},"renew":"extend","per_unit":true,"remind_before_days":null}}');
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
INSERT INTO "rules" VALUES(1,1,'purchase','Club',1,1795425367815,100,NULL,NULL,1577836800000,'{"source_groups":[],"excluded_groups":[],"excluded_customers":[],"minimum_account_age_days":0,"mails":{"membership_granted":true,"membership_expiring":true,"membership_expired":true},"max_share":10,"params":{"products":[{"product_id":"93"}],"groups":["club"],"default_group":null,"validity":{"kind":"months","count":12},"renew":"extend","per_unit":true,"remind_before_days":null}}',1,1,1795425367815,1795425367815,NULL);
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
CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  store_id INTEGER REFERENCES stores (id),
  trigger TEXT NOT NULL CHECK (trigger = 'cron' OR trigger = 'manual' OR trigger = 'cli'),
  by TEXT NOT NULL,
  tasks TEXT NOT NULL,
  is_dry INTEGER NOT NULL CHECK (is_dry IN (0, 1)),
  state TEXT NOT NULL CHECK (state = 'running' OR state = 'waiting' OR state = 'finished' OR state = 'failed' OR state = 'cancelled'),
  at INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  beat_at INTEGER NOT NULL,
  finished_at INTEGER,
  report TEXT NOT NULL,
  error TEXT
) STRICT;
INSERT INTO "runs" VALUES(1,NULL,'cli','command line','deliveries,expiry,inbox,mails,reconcile,retention,rules,tiers',0,'finished',1795425368037,1795425368037,1795425368049,1795425368048,'{"progress":{"done":0,"total":0},"counts":{"evaluated":0,"changed":0,"granted":0,"ended":0,"reminded":0,"mails":0,"replayed":0,"sent":3,"posted":0},"report":[{"rule":null,"sentence":"Nothing was due"}],"said":{"report":[{"store":1,"sentences":["[\"run.nothing\",{}]"]}],"items":[]}}',NULL);
CREATE TABLE segments (
  id INTEGER PRIMARY KEY,
  store_id INTEGER NOT NULL REFERENCES stores (id),
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (store_id, name)
) STRICT;
INSERT INTO "segments" VALUES(1,1,'Germany','{"country":{"in":["DE"]}}',1795425367821,1795425367821);
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
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "settings" VALUES('changes_pruned/1','20231124',1795425368045);
INSERT INTO "settings" VALUES('configuration','5B78FF14FA34CB2A',0);
INSERT INTO "settings" VALUES('retention_progress','{"places":{"deliveries":0,"findings":0,"inbox":0,"inbox_bodies":0,"log":0,"mail_bodies":0,"runs":0,"sessions":0,"syncs":0},"done":[],"finished_at":1795425368045,"restarted_at":1795425368044}',1795425368045);
INSERT INTO "settings" VALUES('setup_token_digest','4cf830bc08142435e777154d433170d13e73167e2781143ca1f59eb3552289c3',1795425367759);
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
INSERT INTO "sources" VALUES(1,1,'woo','woocommerce','woo',1,'v1.ONPUiHWNx6jcffcL6Twoq8HP-1AdKKD1yygP-IBj0MQ',NULL,NULL,1795425367445);
CREATE TABLE spend (
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  day INTEGER NOT NULL,
  status_id INTEGER NOT NULL REFERENCES statuses (id),
  amount INTEGER NOT NULL,
  orders INTEGER NOT NULL,
  PRIMARY KEY (customer_id, day, status_id)
) STRICT, WITHOUT ROWID;
INSERT INTO "spend" VALUES(1,20261120,4,18000,3);
INSERT INTO "spend" VALUES(2,20261120,4,18000,3);
INSERT INTO "spend" VALUES(3,20261120,4,18000,3);
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
INSERT INTO "statuses" VALUES(1,1,'checkout-draft','Draft',0,0,0,1);
INSERT INTO "statuses" VALUES(2,1,'pending','Pending payment',0,0,1,1);
INSERT INTO "statuses" VALUES(3,1,'on-hold','On hold',0,0,2,1);
INSERT INTO "statuses" VALUES(4,1,'processing','Processing',1,0,3,1);
INSERT INTO "statuses" VALUES(5,1,'completed','Completed',1,0,4,1);
INSERT INTO "statuses" VALUES(6,1,'failed','Failed',0,1,5,1);
INSERT INTO "statuses" VALUES(7,1,'cancelled','Cancelled',0,1,6,1);
INSERT INTO "statuses" VALUES(8,1,'refunded','Refunded',0,1,7,1);
INSERT INTO "statuses" VALUES(9,1,'trash','In the bin',0,1,8,1);
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
CREATE TABLE stores (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 64),
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  locale TEXT NOT NULL,
  default_group_id INTEGER REFERENCES groups (id),
  spend_basis TEXT NOT NULL DEFAULT 'gross' CHECK (spend_basis = 'gross' OR spend_basis = 'net' OR spend_basis = 'products'),
  guest_matching INTEGER NOT NULL DEFAULT 0 CHECK (guest_matching IN (0, 1)),
  automation_on_since INTEGER,
  automation_off_since INTEGER,
  created_at INTEGER NOT NULL,
  CHECK ((automation_on_since IS NULL) <> (automation_off_since IS NULL))
) STRICT;
INSERT INTO "stores" VALUES(1,'default','My shop','UTC','EUR','en',NULL,'gross',0,1795425367380,NULL,1795425367380);
CREATE TABLE sweeps (
  rule_id INTEGER PRIMARY KEY REFERENCES rules (id),
  store_id INTEGER NOT NULL REFERENCES stores (id),
  due_at INTEGER,
  cursor INTEGER NOT NULL DEFAULT 0,
  is_first INTEGER NOT NULL DEFAULT 1 CHECK (is_first IN (0, 1)),
  reminded TEXT,
  decided TEXT
) STRICT;
CREATE TABLE syncs (
  id INTEGER PRIMARY KEY,
  connector_id INTEGER NOT NULL REFERENCES connectors (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('load', 'look')),
  by TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state = 'running' OR state = 'finished' OR state = 'failed' OR state = 'cancelled'),
  phase TEXT NOT NULL CHECK (phase = 'groups' OR phase = 'statuses' OR phase = 'customers' OR phase = 'orders' OR phase = 'done'),
  cursor TEXT,
  since INTEGER,
  turns_on TEXT NOT NULL DEFAULT '[]',
  figures TEXT NOT NULL,
  error TEXT,
  started_at INTEGER NOT NULL,
  beat_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
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
INSERT INTO "tokens" VALUES(1,'make',X'F39FA0A1C0CCEE8F9A5E65746A67B8F2CAFC1089279BBB7737A8EF2611502F96','rules,settings,webhooks',NULL,1795425367493,1795425367808,NULL);
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL,
  email_folded TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role = 'admin' OR role = 'editor' OR role = 'viewer'),
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
INSERT INTO "users" VALUES(1,'anna@shop.example','anna@shop.example','Anna','admin','en','scrypt$15$8$1$6FIRdGNp3BCbUfaFJu0sBQ$af1ERaMe00eb7CG54ESqZjAHqDij7PCA6fTI67KO1c0',1795425368193,0,1,1795425368193,NULL,NULL,NULL);
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
CREATE TABLE widget_origins (
  store_id INTEGER NOT NULL REFERENCES widgets (store_id),
  rank INTEGER NOT NULL CHECK (rank >= 0),
  origin TEXT NOT NULL,
  PRIMARY KEY (store_id, rank),
  UNIQUE (store_id, origin)
) STRICT, WITHOUT ROWID;
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
CREATE INDEX customers_by_email ON customers (store_id, email_folded) WHERE email_folded IS NOT NULL;
CREATE INDEX customers_by_organization ON customers (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX customers_by_store ON customers (store_id, id);
CREATE INDEX customers_by_first_name ON customers (first_name COLLATE NOCASE) WHERE first_name IS NOT NULL;
CREATE INDEX customers_by_last_name ON customers (last_name COLLATE NOCASE) WHERE last_name IS NOT NULL;
CREATE INDEX customers_deleted ON customers (store_id) WHERE is_deleted = 1;
CREATE INDEX organization_members_by_organization ON organization_members (organization_id, customer_id)
  WHERE organization_id IS NOT NULL;
CREATE INDEX grants_by_group ON grants (group_id, customer_id, from_at, until_at, waits) WHERE ended_at IS NULL;
CREATE INDEX grants_by_rule ON grants (rule_id, customer_id) WHERE rule_id IS NOT NULL;
CREATE INDEX grants_by_order ON grants (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX grants_waiting ON grants (customer_id) WHERE waits = 1;
CREATE INDEX former_grants_by_group ON former_grants (group_id);
CREATE INDEX blocks_by_group ON blocks (group_id);
CREATE INDEX former_defaults_by_group ON former_defaults (group_id);
CREATE INDEX orders_by_customer ON orders (customer_id, paid_at) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_by_store ON orders (store_id, id);
CREATE INDEX orders_by_paid_at ON orders (store_id, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX orders_unpaid ON orders (store_id, id) WHERE paid_at IS NULL;
CREATE INDEX orders_by_status ON orders (status_id);
CREATE INDEX orders_by_organization ON orders (spend_organization_id) WHERE spend_organization_id IS NOT NULL;
CREATE INDEX orders_by_guest ON orders (store_id, guest_folded) WHERE guest_folded IS NOT NULL;
CREATE INDEX order_lines_by_product ON order_lines (product_id);
CREATE INDEX order_lines_by_sku ON order_lines (sku) WHERE sku IS NOT NULL;
CREATE INDEX order_refunds_by_external ON order_refunds (external_id);
CREATE INDEX rules_by_store ON rules (store_id, priority, id);
CREATE INDEX entitlements_by_customer ON entitlements (customer_id, rule_id);
CREATE INDEX entitlements_by_rule ON entitlements (rule_id, customer_id);
CREATE INDEX entitlements_by_order ON entitlements (order_id);
CREATE INDEX due_by_instant ON due (store_id, due_at, customer_id);
CREATE INDEX due_by_rule ON due (rule_id);
CREATE INDEX sweeps_by_instant ON sweeps (store_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX decisions_at_risk ON decisions (rule_id, key) WHERE kind = 'at_risk';
CREATE INDEX parks_by_run ON parks (run_id);
CREATE INDEX organization_rungs_by_organization ON organization_rungs (organization_id);
CREATE INDEX organization_rungs_by_instant ON organization_rungs (store_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX runs_by_state ON runs (state) WHERE state = 'running';
CREATE INDEX runs_dry ON runs (id) WHERE is_dry = 1;
CREATE INDEX customers_to_erase ON customers (deleted_at)
  WHERE is_deleted = 1 AND erased_at IS NULL AND merged_into IS NULL;
CREATE INDEX changes_by_customer ON changes (customer_id, id);
CREATE INDEX changes_by_store ON changes (store_id, id);
CREATE INDEX changes_by_rule ON changes (rule_id, id) WHERE rule_id IS NOT NULL;
CREATE INDEX changes_by_run ON changes (run_id, id) WHERE run_id IS NOT NULL;
CREATE UNIQUE INDEX changes_by_reverted ON changes (reverts) WHERE reverts IS NOT NULL;
CREATE INDEX changes_by_instant ON changes (store_id, at);
CREATE INDEX inbox_unsettled ON inbox (state, id) WHERE state IN ('failed', 'pending');
CREATE INDEX findings_open ON findings (store_id, kind, last_at) WHERE resolved_at IS NULL;
CREATE INDEX customer_findings_by_customer ON customer_findings (customer_id, kind);
CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX sessions_by_end ON sessions (expires_at);
CREATE INDEX audit_by_instant ON audit (at);
CREATE INDEX audit_by_area ON audit (area, id);
CREATE INDEX audit_by_subject ON audit (subject, id);
CREATE INDEX audit_by_actor ON audit (actor_kind, actor_id, id);
CREATE TRIGGER audit_is_not_altered BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE INDEX repeatable_requests_by_age ON repeatable_requests (begun_at);
CREATE INDEX syncs_by_connector ON syncs (connector_id, id);
CREATE UNIQUE INDEX syncs_running ON syncs (connector_id) WHERE state = 'running';
CREATE INDEX shop_memberships_missing ON shop_memberships (connector_id, missing_since)
  WHERE missing_since IS NOT NULL;
CREATE INDEX shop_memberships_unwanted ON shop_memberships (connector_id, customer_id) WHERE is_wanted = 0;
CREATE INDEX shop_memberships_by_connector ON shop_memberships (connector_id);
CREATE INDEX shop_memberships_by_group ON shop_memberships (group_id);
CREATE INDEX shop_writes_due ON shop_writes (connector_id, state, due_at);
CREATE INDEX shop_writes_by_customer ON shop_writes (customer_id);
CREATE INDEX deliveries_due ON deliveries (destination_id, next_at, id) WHERE state = 'queued';
CREATE INDEX deliveries_in_order ON deliveries (destination_id, customer_id, id) WHERE state = 'queued';
CREATE INDEX deliveries_by_destination ON deliveries (destination_id, id);
CREATE INDEX deliveries_by_state ON deliveries (state, id);
CREATE INDEX deliveries_by_destination_and_state ON deliveries (destination_id, state, id);
CREATE INDEX deliveries_by_customer ON deliveries (customer_id, id);
CREATE INDEX letters_due ON letters (next_at, id) WHERE state = 'queued';
CREATE INDEX letters_by_customer ON letters (customer_id, sent_at);
CREATE INDEX letters_leased ON letters (leased_until) WHERE leased_until IS NOT NULL;
CREATE INDEX letters_sent ON letters (sent_at) WHERE sent_at IS NOT NULL;
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
CREATE INDEX template_edits_by_template ON template_edits (store_id, template, locale, revision);
CREATE INDEX imports_by_store ON imports (store_id, id);
CREATE INDEX imports_running ON imports (id) WHERE state = 'running';
CREATE INDEX import_cancellations_by_content ON import_cancellations (import_id, content);
CREATE INDEX runs_by_instant ON runs (started_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('audit',8);
INSERT INTO "sqlite_sequence" VALUES('changes',9);
INSERT INTO "sqlite_sequence" VALUES('outgoing_events',4);
INSERT INTO "sqlite_sequence" VALUES('deliveries',4);
COMMIT;
