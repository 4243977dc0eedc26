/** The tabs of the areas that have more than one page. */
import { t } from "../../app/i18n.js";
import { isAdmin } from "../../app/state.js";
import { tabs } from "./tabs.js";

export function customerTabs(here) {
  return tabs(t("nav.customers"), [
    { href: "#/customers", text: t("customers.everyone"), here: here === "customers" },
    { href: "#/customers/segments", text: t("segments.title"), here: here === "segments" },
  ]);
}

export function integrationTabs(here) {
  return tabs(t("nav.integrations"), [
    { href: "#/integrations", text: t("integrations.sources"), here: here === "sources" },
    { href: "#/integrations/inbox", text: t("integrations.inbox"), here: here === "inbox" },
    { href: "#/integrations/destinations", text: t("destinations.title"), here: here === "destinations" },
    { href: "#/integrations/widget", text: t("widget_page.title"), here: here === "widget" },
  ]);
}

export function mailTabs(here) {
  return tabs(t("nav.mails"), [
    { href: "#/mails", text: t("outbox.title"), here: here === "outbox" },
    { href: "#/mails/templates", text: t("templates.title"), here: here === "templates" },
    { href: "#/mails/settings", text: t("mail_settings.title"), here: here === "settings" },
  ]);
}

export function importTabs(here) {
  return tabs(t("nav.imports"), [
    { href: "#/imports", text: t("imports.title"), here: here === "imports" },
    { href: "#/imports/export", text: t("exports.title"), here: here === "exports" },
  ]);
}

/** The pages of one source whose shop is joined. */
export function sourceTabs(source, here) {
  const base = `#/integrations/${source.id}`;
  return tabs(source.name, [
    { href: base, text: t("integrations.setup"), here: here === "source" },
    { href: `${base}/queue`, text: t("queue.title"), here: here === "queue" },
    { href: `${base}/drift`, text: t("drift.title"), here: here === "drift" },
  ]);
}

export function settingsTabs(here) {
  return tabs(t("nav.settings"), [
    { href: "#/settings", text: t("settings.store"), here: here === "store" },
    { href: "#/settings/statuses", text: t("settings.statuses"), here: here === "statuses" },
    { href: "#/settings/rates", text: t("rates.title"), here: here === "rates" },
    ...(isAdmin() ? [{ href: "#/settings/users", text: t("users.title"), here: here === "users" }] : []),
    { href: "#/settings/account", text: t("my_account.title"), here: here === "account" },
    { href: "#/settings/tokens", text: t("settings.tokens"), here: here === "tokens" },
    ...(isAdmin() ? [{ href: "#/settings/audit", text: t("audit.title"), here: here === "audit" }] : []),
  ]);
}
