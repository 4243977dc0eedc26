internal import Domain
internal import Engine
internal import JSON
internal import Shops

extension JSONWriter {
    mutating func connector(_ view: ConnectorView) {
        let (record, state) = (view.record, view.state)
        object { w in
            w.field("id", record.id)
            w.field("source", view.sourceKey)
            w.field("store", view.storeKey)
            w.field("platform", view.platform.rawValue)
            w.field("url", record.url)
            w.field("account") { w in
                w.object { w in
                    for (name, value) in view.values.sorted(by: { $0.key < $1.key }) { w.field(name, value) }
                }
            }
            w.field("secrets_set", view.secretsSet)
            w.field("allow_private_address", record.allowsPrivate)
            w.field("enabled", record.isEnabled)
            w.field("write_groups", record.writesGroups)
            w.field("write_vouchers", record.writesVouchers)
            w.field("drift", record.drift.rawValue)
            w.field("look_minutes") { w in
                guard let minutes = record.lookMinutes else { return w.null() }
                w.value(Int64(minutes))
            }
            w.field("shops") { w in
                w.object { w in for (shop, store) in view.shops.sorted(by: { $0.key < $1.key }) { w.field(shop, store) }
                }
            }
            w.field("created_at", record.createdAt)
            w.field("loaded_at", state.loadedAt)
            w.field("looked_at", state.lookedAt)
            w.field("look_due_at", state.lookDueAt)
            w.field("rests_until", state.restsUntil)
            w.field("problem", state.problem)
            w.field("problem_at", state.problemAt)
            w.field("written", state.written)
            w.field("written_at", state.writtenAt)
            w.field("queued", view.queued)
            w.field("parked", view.parked)
            w.field("drift_parked") { w in
                guard let parkedAt = state.parkedAt else { return w.null() }
                w.object { w in
                    w.field("since", parkedAt)
                    w.field("customers", state.parkedCount)
                }
            }
            w.field("last_sync") { w in
                guard let sync = view.lastSync else { return w.null() }
                w.sync(sync)
            }
        }
    }

    mutating func sync(_ view: SyncView) {
        let record = view.record
        object { w in
            w.field("id", record.id)
            w.field("connector", record.connector)
            w.field("kind", record.kind.rawValue)
            w.field("by", record.by)
            w.field("state", record.state.rawValue)
            w.field("phase", record.phase.rawValue)
            w.field("since", record.since)
            w.field("figures") { w in w.value(view.figures) }
            w.field("error", record.error)
            w.field("started_at", record.startedAt)
            w.field("finished_at", record.finishedAt)
        }
    }

    mutating func shopWrite(_ view: ShopWriteView) {
        object { w in
            w.field("id", view.record.id)
            w.reference("customer", view.record.customer, name: view.customer)
            w.field("voucher", view.voucher)
            w.field("state", view.record.state.rawValue)
            w.field("attempts", view.record.attempts)
            w.field("error", view.record.error)
            w.field("due_at", view.record.dueAt)
            w.field("queued_at", view.record.queuedAt)
        }
    }

    mutating func drifted(_ view: DriftView) {
        object { w in
            w.reference("customer", view.customer, name: view.name)
            w.field("group", view.group)
            w.field("missing_since", view.missingSince)
            w.field("confirmed_at", view.confirmedAt)
        }
    }

    mutating func accountField(_ field: AccountField) {
        object { w in
            w.field("name", field.name)
            w.field("required", field.isRequired)
            switch field.kind {
            case .text: w.field("kind", "text")
            case .secret: w.field("kind", "secret")
            case .choice(let choices):
                w.field("kind", "choice")
                w.field("choices", choices)
            }
        }
    }
}
