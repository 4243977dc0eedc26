internal import Domain
internal import Engine
internal import JSON

extension JSONWriter {
    mutating func notification(_ view: NotificationView) { object { $0.fields(view) } }

    /// With what it says.
    mutating func notification(_ text: NotificationText) {
        object { w in
            w.fields(text.view)
            w.field("reason", text.reason)
            w.field("subject", text.subject)
            w.field("html", text.html)
            w.field("text", text.text)
            w.field("together") { w in w.array(text.together) { w, id in w.value(id.description) } }
        }
    }

    private mutating func fields(_ view: NotificationView) {
        let record = view.record
        field("id", record.id)
        field("store", view.storeKey)
        field("customer") { w in
            guard let customer = view.customer else { return w.null() }
            w.object { w in
                w.field("id", customer.id)
                w.field("external_id", customer.externalID)
                w.field("name", customer.name)
            }
        }
        reference("rule", record.rule, name: view.ruleName)
        field("template", record.template)
        field("state", view.state.rawValue)
        field("result", record.outcome?.rawValue)
        field("created_at", record.createdAt)
        field("send_after", record.state == .queued ? record.sendAfter : nil)
        field("sent_at", record.sentAt)
        field("change", record.change?.description)
        field("mail") { w in
            guard let letter = view.letter else { return w.null() }
            w.letter(letter)
        }
    }

    private mutating func letter(_ letter: Letter) {
        object { w in
            w.field("id", letter.id)
            w.field("subject", letter.subject)
            w.field("locale", letter.locale)
            w.field("to", letter.address)
            w.field("attempts", letter.attempts)
            w.field("next_at", letter.state == .queued ? letter.nextAt : nil)
            w.field("uncertain", letter.isUncertain)
            w.field("error", letter.error)
            w.field("server_said", letter.reply)
            w.field("message_id", letter.messageID)
        }
    }

    mutating func mailStatus(_ status: MailStatus) {
        object { w in
            w.field("configured", status.isConfigured)
            w.field("from_environment", status.isFromEnvironment)
            w.field("paused", status.isPaused)
            w.field("unsubscribe_ready", status.hasOneClick)
            w.field("resting_until", status.restsUntil)
            w.field("error", status.error)
            w.field("counts") { w in
                w.object { w in
                    let waiting = max(0, status.waiting - status.sending)
                    w.field("held", status.isHeld ? waiting : 0)
                    w.field("queued", status.isHeld ? 0 : waiting)
                    w.field("sending", status.sending)
                    w.field("failed", status.failed)
                    w.field("sent_today", status.sentToday)
                }
            }
        }
    }

    mutating func mailAccount(_ view: MailAccountView) {
        let form = view.form
        object { w in
            w.field("configured", form != nil)
            w.field("from_environment", view.isFromEnvironment)
            w.field("paused", view.isPaused)
            w.field("host", form?.host)
            w.field("port", form?.port)
            w.field("tls", form?.encryption)
            w.field("user", form?.user)
            w.field("has_password", view.hasPassword)
            w.field("from", form?.from)
            w.field("from_name", form?.fromName)
            w.field("reply_to", form?.replyTo)
        }
    }

    mutating func testMail(_ result: TestMailResult) {
        object { w in
            w.field("ok", result.isTaken)
            w.field("words", result.words)
        }
    }

    mutating func storeMail(_ mail: StoreMail) {
        object { w in
            w.field("sender_name", mail.senderName)
            w.field("sender_address", mail.senderAddress)
            w.field("reply_to", mail.replyTo)
            w.field("shop_url", mail.shopURL)
            w.field("logo_url", mail.logoURL)
            w.field("accent", mail.accent)
            w.field("footer", mail.footer)
            w.field("require_opt_in", mail.requiresOptIn)
            w.field("quiet_from", mail.quiet.map { Self.time($0.from) })
            w.field("quiet_until", mail.quiet.map { Self.time($0.until) })
            w.field("cap_count", mail.cap?.count)
            w.field("cap_days", mail.cap?.days)
        }
    }

    private static func time(_ minute: Int) -> String {
        let (hours, minutes) = (minute / 60, minute % 60)
        return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }

    // MARK: Templates

    mutating func templates(_ list: TemplateList) {
        object { w in
            w.field("locale", list.locale)
            w.field("locales", list.locales)
            w.field("shipped_locales", list.shippedLocales)
            w.field("items") { w in
                w.array(list.items) { w, view in
                    w.template(view, isWhole: false, ownLocales: list.ownLocales[view.name] ?? [])
                }
            }
        }
    }

    mutating func template(_ view: TemplateView, isWhole: Bool, ownLocales: [String]? = nil) {
        object { w in
            w.field("name", view.name)
            w.field("store", view.storeKey)
            w.field("locale", view.locale)
            w.field("used_locale", view.usedLocale)
            w.field("origin", view.own == nil ? "shipped" : "own")
            w.field("revision", view.own?.revision.description)
            w.field("edited_at", view.own?.at)
            w.field("edited_by", view.own?.by)
            if let ownLocales { w.field("own_locales", ownLocales) }
            w.field("variables") { w in
                w.array(view.variables) { w, variable in
                    w.object { w in
                        w.field("name", variable.name)
                        w.field("type", variable.type.rawValue)
                        w.field("sample", view.samples[variable.name])
                    }
                }
            }
            guard isWhole else { return }
            w.field("html", view.content.html)
            w.field("text", view.content.text)
            w.field("shipped") { w in
                w.object { w in
                    w.field("html", view.shipped.html)
                    w.field("text", view.shipped.text)
                }
            }
        }
    }

    mutating func templateEdit(_ edit: TemplateEdit) {
        object { w in
            w.field("revision", edit.revision.description)
            w.field("at", edit.at)
            w.field("by", edit.by)
            w.field("reset", edit.content == nil)
            w.field("html", edit.content?.html)
            w.field("text", edit.content?.text)
        }
    }
}
