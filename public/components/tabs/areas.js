/** The tabs of the areas that have more than one page. */
import { t } from "../../app/i18n.js";
import { tabs } from "./tabs.js";

export function integrationTabs(here) {
  return tabs(t("nav.integrations"), [
    { href: "#/integrations", text: t("integrations.sources"), here: here === "sources" },
    { href: "#/integrations/inbox", text: t("integrations.inbox"), here: here === "inbox" },
  ]);
}

export function settingsTabs(here) {
  return tabs(t("nav.settings"), [
    { href: "#/settings", text: t("settings.store"), here: here === "store" },
    { href: "#/settings/statuses", text: t("settings.statuses"), here: here === "statuses" },
    { href: "#/settings/tokens", text: t("settings.tokens"), here: here === "tokens" },
  ]);
}
