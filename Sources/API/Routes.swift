internal import Engine
internal import HTTPWire

extension Service {
    private static let settings = Access.needs(.settings, .admin)
    private static let webhooks = Access.needs(.webhooks, .admin)
    private static let groups = Access.needs(.settings, .editor)
    private static let rules = Access.needs(.rules, .editor)
    private static let customers = Access.needs(.customers, .editor)
    private static let runs = Access.needs(.cron, .editor)

    /// Everything that is answered: method, pattern, who may, how long a body may be, and what answers.
    static let endpoints: [Endpoint] = [
        Endpoint(.get, "/health", .anyone, OperationEndpoints.health),
        Endpoint(.get, "/ready", .anyone, OperationEndpoints.ready),
        Endpoint(.get, "/version", .anyone, OperationEndpoints.version),
        Endpoint(.get, "/metrics", .read, OperationEndpoints.metrics),
        Endpoint(.get, "/openapi.yaml", .anyone, OperationEndpoints.description),
        Endpoint(.post, "/webhooks/{source}", .anyone, upTo: 1 << 20, WebhookEndpoints.receive),
        Endpoint(.get, "/cron", .anyone, CronEndpoints.run),
        Endpoint(.post, "/cron", .anyone, CronEndpoints.run),

        Endpoint(.get, "/api/v1/session", .visitor, SessionEndpoints.show),
        Endpoint(.post, "/api/v1/session", .anyone, upTo: 8_192, SessionEndpoints.open),
        Endpoint(.delete, "/api/v1/session", .visitor, SessionEndpoints.close),
        Endpoint(.post, "/api/v1/setup", .anyone, upTo: 8_192, SessionEndpoints.setUp),

        Endpoint(.get, "/api/v1/stores", .read, StoreEndpoints.list),
        Endpoint(.post, "/api/v1/stores", settings, StoreEndpoints.create),
        Endpoint(.get, "/api/v1/stores/{key}", .read, StoreEndpoints.show),
        Endpoint(.patch, "/api/v1/stores/{key}", settings, StoreEndpoints.edit),
        Endpoint(.post, "/api/v1/stores/{key}/confirm-ends", settings, StoreEndpoints.confirmEnds),
        Endpoint(.get, "/api/v1/statuses", .read, StatusEndpoints.list),
        Endpoint(.put, "/api/v1/statuses/{code}", settings, StatusEndpoints.put),
        Endpoint(.get, "/api/v1/rates", .read, RateEndpoints.list),
        Endpoint(.put, "/api/v1/rates/{currency}/{day}", groups, RateEndpoints.put),
        Endpoint(.delete, "/api/v1/rates/{currency}/{day}", groups, RateEndpoints.delete),

        Endpoint(.get, "/api/v1/groups", .read, GroupEndpoints.list),
        Endpoint(.post, "/api/v1/groups", groups, GroupEndpoints.create),
        Endpoint(.get, "/api/v1/groups/{id}", .read, GroupEndpoints.show),
        Endpoint(.patch, "/api/v1/groups/{id}", groups, GroupEndpoints.edit),
        Endpoint(.delete, "/api/v1/groups/{id}", groups, GroupEndpoints.delete),

        Endpoint(.get, "/api/v1/customers", .read, CustomerEndpoints.list),
        Endpoint(.get, "/api/v1/customers/{id}", .read, CustomerEndpoints.show),
        Endpoint(.put, "/api/v1/customers/{id}", customers, CustomerEndpoints.put),
        Endpoint(.patch, "/api/v1/customers/{id}", customers, CustomerEndpoints.edit),
        Endpoint(.delete, "/api/v1/customers/{id}", customers, CustomerEndpoints.delete),
        Endpoint(.post, "/api/v1/customers/{id}/merge", customers, CustomerEndpoints.merge),
        Endpoint(.post, "/api/v1/customers/{id}/groups", customers, CustomerEndpoints.changeGroups),
        Endpoint(.get, "/api/v1/customers/{id}/timeline", .read, CustomerEndpoints.timeline),
        Endpoint(.get, "/api/v1/customers/{id}/explain", .read, CustomerEndpoints.explain),
        Endpoint(.get, "/api/v1/customers/{id}/progress", .read, CustomerEndpoints.progress),
        Endpoint(.get, "/api/v1/organizations", .read, OrganizationEndpoints.list),
        Endpoint(.post, "/api/v1/organizations", customers, OrganizationEndpoints.create),
        Endpoint(.get, "/api/v1/organizations/{id}", .read, OrganizationEndpoints.show),
        Endpoint(.patch, "/api/v1/organizations/{id}", customers, OrganizationEndpoints.edit),
        Endpoint(.delete, "/api/v1/organizations/{id}", customers, OrganizationEndpoints.delete),
        Endpoint(.get, "/api/v1/orders", .read, OrderEndpoints.list),
        Endpoint(.get, "/api/v1/orders/{id}", .read, OrderEndpoints.show),
        Endpoint(.put, "/api/v1/orders/{id}", customers, upTo: 1 << 20, OrderEndpoints.put),

        Endpoint(.get, "/api/v1/rule-kinds", .read, RuleEndpoints.kinds),
        Endpoint(.get, "/api/v1/rules", .read, RuleEndpoints.list),
        Endpoint(.post, "/api/v1/rules", rules, upTo: 1 << 20, RuleEndpoints.create),
        Endpoint(.post, "/api/v1/rules/reorder", rules, RuleEndpoints.reorder),
        Endpoint(.post, "/api/v1/rules/preview", rules, upTo: 1 << 20, RuleEndpoints.preview),
        Endpoint(.get, "/api/v1/rules/{id}", .read, RuleEndpoints.show),
        Endpoint(.put, "/api/v1/rules/{id}", rules, upTo: 1 << 20, RuleEndpoints.replace),
        Endpoint(.patch, "/api/v1/rules/{id}", rules, RuleEndpoints.edit),
        Endpoint(.delete, "/api/v1/rules/{id}", rules, RuleEndpoints.delete),
        Endpoint(.get, "/api/v1/rules/{id}/revisions", .read, RuleEndpoints.revisions),
        Endpoint(.post, "/api/v1/rules/{id}/reapply", rules, RuleEndpoints.reapply),
        Endpoint(.post, "/api/v1/rules/{id}/apply", rules, RuleEndpoints.apply),
        Endpoint(.get, "/api/v1/rules/{id}/ladder", .read, LadderEndpoints.show),
        Endpoint(.get, "/api/v1/rules/{id}/ladder/{group}/customers", .read, LadderEndpoints.members),

        Endpoint(.get, "/api/v1/segments", .read, SegmentEndpoints.list),
        Endpoint(.post, "/api/v1/segments", rules, SegmentEndpoints.create),
        Endpoint(.post, "/api/v1/segments/preview", .read, SegmentEndpoints.preview),
        Endpoint(.get, "/api/v1/segments/{id}", .read, SegmentEndpoints.show),
        Endpoint(.put, "/api/v1/segments/{id}", rules, SegmentEndpoints.replace),
        Endpoint(.delete, "/api/v1/segments/{id}", rules, SegmentEndpoints.delete),
        Endpoint(.get, "/api/v1/segments/{id}/customers", .read, SegmentEndpoints.customers),

        Endpoint(.get, "/api/v1/runs", .read, RunEndpoints.list),
        Endpoint(.post, "/api/v1/runs", runs, RunEndpoints.start),
        Endpoint(.get, "/api/v1/runs/{id}", .read, RunEndpoints.show),
        Endpoint(.post, "/api/v1/runs/{id}/cancel", runs, RunEndpoints.cancel),
        Endpoint(.post, "/api/v1/runs/{id}/confirm", runs, RunEndpoints.confirm),
        Endpoint(.post, "/api/v1/runs/{id}/revert", runs, RunEndpoints.revert),
        Endpoint(.get, "/api/v1/cron-url", settings, CronEndpoints.showURL),
        Endpoint(.post, "/api/v1/cron-url/rotate", settings, CronEndpoints.rotateURL),

        Endpoint(.get, "/api/v1/changes", .read, ChangeEndpoints.list),
        Endpoint(.get, "/api/v1/changes/{id}", .read, ChangeEndpoints.show),
        Endpoint(.post, "/api/v1/changes/{id}/revert", customers, ChangeEndpoints.revert),

        Endpoint(.get, "/api/v1/sources", .read, SourceEndpoints.list),
        Endpoint(.post, "/api/v1/sources", webhooks, SourceEndpoints.create),
        Endpoint(.get, "/api/v1/sources/{id}", .read, SourceEndpoints.show),
        Endpoint(.patch, "/api/v1/sources/{id}", webhooks, SourceEndpoints.edit),
        Endpoint(.delete, "/api/v1/sources/{id}", webhooks, SourceEndpoints.delete),
        Endpoint(.post, "/api/v1/sources/{id}/rotate-secret", webhooks, SourceEndpoints.rotateSecret),
        Endpoint(.get, "/api/v1/inbox", .read, InboxEndpoints.list),
        Endpoint(.post, "/api/v1/inbox/{id}/replay", webhooks, InboxEndpoints.replay),

        Endpoint(.get, "/api/v1/connector-kinds", .read, ConnectorEndpoints.kinds),
        Endpoint(.get, "/api/v1/connectors", .read, ConnectorEndpoints.list),
        Endpoint(.post, "/api/v1/connectors", webhooks, ConnectorEndpoints.create),
        Endpoint(.get, "/api/v1/connectors/{id}", .read, ConnectorEndpoints.show),
        Endpoint(.patch, "/api/v1/connectors/{id}", webhooks, ConnectorEndpoints.edit),
        Endpoint(.delete, "/api/v1/connectors/{id}", webhooks, ConnectorEndpoints.delete),
        Endpoint(.post, "/api/v1/connectors/{id}/check", webhooks, ConnectorEndpoints.check),
        Endpoint(.post, "/api/v1/connectors/{id}/load", webhooks, ConnectorEndpoints.load),
        Endpoint(.post, "/api/v1/connectors/{id}/look", webhooks, ConnectorEndpoints.look),
        Endpoint(.post, "/api/v1/connectors/{id}/order", webhooks, ConnectorEndpoints.order),
        Endpoint(.get, "/api/v1/connectors/{id}/syncs", .read, ConnectorEndpoints.syncs),
        Endpoint(.get, "/api/v1/connectors/{id}/writes", .read, ConnectorEndpoints.writes),
        Endpoint(.post, "/api/v1/connectors/{id}/tell", webhooks, ConnectorEndpoints.tell),
        Endpoint(.get, "/api/v1/connectors/{id}/drift", .read, ConnectorEndpoints.drift),
        Endpoint(.post, "/api/v1/connectors/{id}/settle-drift", webhooks, ConnectorEndpoints.settleDrift),
        Endpoint(.get, "/api/v1/syncs/{id}", .read, ConnectorEndpoints.showSync),
        Endpoint(.post, "/api/v1/syncs/{id}/cancel", webhooks, ConnectorEndpoints.cancelSync),
        Endpoint(.post, "/api/v1/shop-writes/{id}/retry", webhooks, ConnectorEndpoints.retry),

        Endpoint(.get, "/api/v1/tokens", settings, TokenEndpoints.list),
        Endpoint(.post, "/api/v1/tokens", settings, TokenEndpoints.create),
        Endpoint(.delete, "/api/v1/tokens/{id}", settings, TokenEndpoints.revoke),
        Endpoint(.get, "/api/v1/checks", .read, CheckEndpoints.list),
        Endpoint(.get, "/api/v1/stats/overview", .read, CheckEndpoints.overview),
    ]
}
