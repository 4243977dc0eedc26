import Domain
import GRDB
import Testing

@testable import Store

/// No page and no sweep may read a whole table: every such query goes by an index.
@Suite struct QueryPlanTests {
    static let queries = [
        "SELECT * FROM findings WHERE resolved_at IS NULL AND store_id = 1 AND kind = 'a' "
            + "ORDER BY last_at DESC, id DESC LIMIT 50",
        "SELECT id, default_group_id FROM customers INDEXED BY customers_by_store WHERE store_id = 1 AND id > 5 "
            + "ORDER BY id LIMIT 5000",
        "SELECT customer_id, group_id FROM grants WHERE customer_id > 1 AND customer_id <= 5 AND ended_at IS NULL "
            + "ORDER BY customer_id",
        "SELECT kind, customer_id, sentence FROM customer_findings INDEXED BY customer_findings_by_customer "
            + "WHERE customer_id >= 1 AND customer_id <= 5 ORDER BY customer_id, kind",
        "SELECT kind, customer_id, sentence FROM customer_findings WHERE store_id = 1 AND kind = 'a' "
            + "AND customer_id > 5 ORDER BY customer_id LIMIT 50",
        "SELECT DISTINCT customer_id FROM shop_memberships INDEXED BY shop_memberships_missing WHERE connector_id = 1 "
            + "AND missing_since IS NOT NULL AND customer_id > 5 ORDER BY customer_id LIMIT 50",
        "SELECT DISTINCT m.customer_id FROM shop_memberships m INDEXED BY shop_memberships_unwanted "
            + "LEFT JOIN shop_writes w ON w.connector_id = m.connector_id AND w.customer_id = m.customer_id "
            + "AND w.voucher_id = 0 WHERE m.connector_id = 1 AND m.is_wanted = 0 AND m.customer_id > 5 "
            + "AND (w.id IS NULL OR w.state = 'parked' OR w.queued_at <= 5) ORDER BY m.customer_id LIMIT 50",
        "SELECT customer_id FROM due INDEXED BY due_by_instant WHERE store_id = 1 AND due_at <= 5 AND rule_id = 0 "
            + "ORDER BY due_at, customer_id LIMIT 50",
        "SELECT DISTINCT g.customer_id FROM grants g INDEXED BY grants_waiting JOIN customers c ON c.id = g.customer_id "
            + "WHERE g.waits = 1 AND g.ended_at IS NULL AND g.customer_id > 5 AND c.store_id = 1 "
            + "ORDER BY g.customer_id LIMIT 50",
        "SELECT due_at, customer_id FROM due WHERE store_id = 1 AND due_at <= 5 AND (due_at, customer_id) > (0, 0) "
            + "GROUP BY due_at, customer_id ORDER BY due_at, customer_id LIMIT 200",
        "SELECT * FROM customers WHERE store_id = 1 AND external_id = '7'",
        "SELECT * FROM customers WHERE id < 9 ORDER BY id DESC LIMIT 50",
        "SELECT * FROM customers WHERE id < 9 AND store_id = 1 ORDER BY id DESC LIMIT 50",
        "SELECT id FROM customers WHERE store_id = 1 AND email_folded = 'a' AND is_deleted = 0 LIMIT 2",
        "SELECT * FROM orders WHERE store_id = 1 AND external_id = '7'",
        "SELECT * FROM orders WHERE id < 9 AND customer_id = 1 ORDER BY id DESC LIMIT 50",
        "SELECT * FROM grants WHERE customer_id = 1 AND ended_at IS NULL ORDER BY id",
        "SELECT * FROM grants WHERE rule_id = 1 AND customer_id = 1 ORDER BY id",
        "SELECT o.id FROM entitlements e JOIN orders o ON o.id = e.order_id "
            + "WHERE e.customer_id = 1 AND e.rule_id = 1 AND e.state = 'live' ORDER BY o.paid_at, o.id",
        "SELECT DISTINCT rule_id FROM entitlements WHERE customer_id = 1",
        "SELECT * FROM changes WHERE id < 9 AND customer_id = 1 ORDER BY id DESC LIMIT 50",
        "SELECT * FROM changes WHERE id > 9 ORDER BY id LIMIT 50",
        "SELECT * FROM changes WHERE reverts = 1",
        "SELECT * FROM inbox WHERE source_id = 1 AND identity = 'a'",
        "SELECT * FROM inbox INDEXED BY inbox_unsettled WHERE state IN ('failed', 'pending') AND state = 'pending' "
            + "AND id > 0 ORDER BY id LIMIT 100",
        "SELECT count(*) FROM inbox WHERE state IN ('failed', 'pending') AND state = 'failed'",
        "SELECT * FROM inbox INDEXED BY inbox_unsettled WHERE id < 9 AND state IN ('failed', 'pending') "
            + "AND state = 'failed' ORDER BY id DESC LIMIT 50",
        "SELECT count(*) FROM notifications WHERE state = 'queued' AND letter_id IS NULL AND store_id = 1",
        "SELECT * FROM notifications n WHERE n.state = 'queued' AND n.letter_id IS NULL AND n.send_after <= 5 "
            + "AND (n.user_id IS NOT NULL OR n.store_id NOT IN (2)) ORDER BY n.send_after, n.id LIMIT 1",
        "SELECT * FROM notifications n WHERE n.customer_id = 1 AND n.store_id = 1 AND n.state = 'queued' "
            + "AND n.letter_id IS NULL AND n.send_after <= 5 ORDER BY n.id",
        "SELECT * FROM notifications n WHERE n.user_id = 1 AND n.store_id = 1 AND n.state = 'queued' "
            + "AND n.letter_id IS NULL AND n.send_after <= 5 ORDER BY n.id",
        "SELECT * FROM notifications n WHERE n.letter_id = 1 ORDER BY n.id",
        "SELECT * FROM notifications n WHERE n.id < 9 AND n.state = 'failed' ORDER BY n.id DESC LIMIT 50",
        "SELECT * FROM letters WHERE state = 'queued' AND next_at <= 5 AND (leased_until IS NULL OR leased_until <= 5) "
            + "AND (user_id IS NOT NULL OR store_id NOT IN (2)) ORDER BY next_at, id LIMIT 1",
        "SELECT sent_at FROM letters WHERE customer_id = 1 AND sent_at >= 5 ORDER BY sent_at DESC LIMIT 3",
        "SELECT count(*) FROM letters WHERE sent_at >= 5 AND store_id = 1",
        "SELECT count(*) FROM letters WHERE leased_until > 5",
        "UPDATE notifications SET state = 'cancelled' WHERE rule_id = 1 AND customer_id = 1 AND template = 'a' "
            + "AND state = 'queued' AND substr(period_key, 1, 10) < '2026-01-01'",
        "SELECT * FROM notifications WHERE customer_id = 1 AND id < 9 ORDER BY id DESC LIMIT 50",
        "SELECT * FROM runs WHERE state = 'running'",
        "SELECT * FROM audit WHERE id < 9 AND area = 'rule' AND action = 'rule.edit' ORDER BY id DESC LIMIT 50",
        "SELECT * FROM audit WHERE id < 9 AND subject = 'rule 1' ORDER BY id DESC LIMIT 50",
        "SELECT * FROM audit WHERE id < 9 AND actor_kind = 'person' AND actor_id = 1 ORDER BY id DESC LIMIT 50",
        "SELECT id FROM audit WHERE at >= 5 ORDER BY at, id LIMIT 1",
        "SELECT * FROM sessions WHERE digest = x'00' AND expires_at > 5",
        "SELECT * FROM sessions WHERE user_id = 1 AND expires_at > 5 ORDER BY id DESC",
        "DELETE FROM sessions WHERE expires_at <= 5",
        "SELECT * FROM users WHERE link_digest = x'00' AND link_until > 5",
        "SELECT * FROM repeatable_requests WHERE actor = 'person 1' AND key = 'a'",
        "DELETE FROM repeatable_requests WHERE begun_at <= 5",
        "SELECT o.paid_at, o.customer_id FROM orders o WHERE o.store_id = 1 AND o.paid_at <= 9 "
            + "AND (o.paid_at < 9 OR o.customer_id < 7) AND o.customer_id IS NOT NULL AND o.spend_day IS NOT NULL "
            + "AND NOT EXISTS (SELECT 1 FROM orders p WHERE p.customer_id = o.customer_id AND p.spend_day IS NOT NULL "
            + "AND p.paid_at >= o.paid_at AND (p.paid_at > o.paid_at OR p.id > o.id)) "
            + "AND EXISTS (SELECT 1 FROM customers WHERE customers.id = o.customer_id AND customers.store_id = 1) "
            + "ORDER BY o.paid_at DESC, o.customer_id DESC LIMIT 50",
        "SELECT * FROM customers WHERE id < 9 AND NOT EXISTS (SELECT 1 FROM orders WHERE orders.customer_id = "
            + "customers.id AND orders.paid_at IS NOT NULL AND orders.spend_day IS NOT NULL) ORDER BY id DESC LIMIT 50",
        "SELECT id FROM orders WHERE store_id = 1 AND paid_at >= 1 AND paid_at < 2 AND currency = 'PLN' "
            + "AND conversion_rate IS NULL",
        "SELECT id FROM orders WHERE store_id = 1 AND paid_at IS NULL AND currency = 'PLN' AND conversion_rate IS NULL",
        "SELECT currency, day, rate FROM rates WHERE store_id = 1 AND (currency > 'P' OR (currency = 'P' AND day < 9)) "
            + "ORDER BY currency, day DESC LIMIT 50",
        "SELECT DISTINCT customer_id FROM grants WHERE rule_id = 1 AND customer_id > 1 AND group_id = 1 "
            + "AND ended_at IS NULL ORDER BY customer_id LIMIT 1000",
        "SELECT DISTINCT customer_id FROM entitlements WHERE rule_id = 1 AND customer_id > 1 ORDER BY customer_id LIMIT 9",
        "SELECT DISTINCT customer_id FROM organization_members WHERE organization_id = 1 ORDER BY customer_id",
        "SELECT * FROM organizations WHERE id < 9 AND store_id = 1 ORDER BY id DESC LIMIT 50",
        "UPDATE orders SET spend_organization_id = NULL WHERE spend_organization_id = 1",
        "DELETE FROM organization_rungs WHERE organization_id = 1",
        "UPDATE OR IGNORE vouchers SET customer_id = 2 WHERE customer_id = 1",
        "UPDATE OR IGNORE notifications SET customer_id = 2 WHERE customer_id = 1",
        "SELECT customer_id, id FROM orders WHERE store_id = 1 AND paid_at >= 1 AND paid_at <= 2 "
            + "AND customer_id IS NOT NULL",
        "SELECT id FROM customers WHERE store_id IN (SELECT id FROM stores) AND external_id = '7' LIMIT 2000",
        "SELECT id FROM customers WHERE store_id IN (SELECT id FROM stores) AND email_folded >= 'a' "
            + "AND email_folded < 'b' LIMIT 2000",
        "SELECT id FROM customers WHERE first_name COLLATE NOCASE >= 'a' AND first_name COLLATE NOCASE < 'b' LIMIT 2000",
        "SELECT id FROM customers WHERE last_name COLLATE NOCASE >= 'a' AND last_name COLLATE NOCASE < 'b' LIMIT 2000",
        "SELECT * FROM customers WHERE id IN (SELECT DISTINCT customer_id FROM grants WHERE group_id = 1 "
            + "AND customer_id < 9 AND ended_at IS NULL ORDER BY customer_id DESC LIMIT 50) ORDER BY id DESC",
        "SELECT count(*) FROM customers INDEXED BY customers_by_store WHERE store_id = 1",
        "SELECT count(*) FROM customers INDEXED BY customers_deleted WHERE store_id = 1 AND is_deleted = 1",
    ]

    @Test(arguments: queries) func `a query goes by an index and reads no table whole`(_ query: String) async throws {
        let database = try TemporaryDatabase()
        let steps = try await database.database.read { snapshot in
            try Row.fetchAll(snapshot.db, sql: "EXPLAIN QUERY PLAN \(query)").map { $0["detail"] as String }
        }
        #expect(!steps.isEmpty)
        for step in steps { #expect(!step.hasPrefix("SCAN"), "\(query): \(step)") }
    }
}
