/** The form of a connector: where the shop's API is, how it lets us in, and what it is used for. */
import { api } from "../../app/api.js";
import { html, render } from "../../app/html.js";
import { has, t } from "../../app/i18n.js";
import { state } from "../../app/state.js";
import { banner } from "../banner/banner.js";
import { saveOver } from "../conflict/conflict.js";
import { field, showProblem } from "../field/field.js";
import { instructions } from "../steps/steps.js";

/** What the server takes where nothing is said, by platform. */
const LOOK_MINUTES = { prestashop: 5 };
const USUAL_LOOK = 60;
/** Where one installation may hold many shops. */
const MULTISTORE = new Set(["prestashop"]);
/** Values that mean something only beside another: by platform, the name of the other and what it must be. */
const SHOWN_WITH = { woocommerce: { user: ["write", "roles"], application_password: ["write", "roles"] } };

/**
 * Draws the form into `place`.
 * @param {HTMLElement} place @param {{source: any, kind: any, connector?: any, tag?: string, saved: (isTheirs: boolean) => void, cancel?: () => void}} options
 *   tag: of the connector as it was read
 */
export function accountForm(place, { source, kind, connector, tag, saved, cancel }) {
  render(place, html`<form class="form" novalidate><div class="form-problem"></div>
    <div class="stack" data-where></div><div data-warning hidden>${banner({ tone: "warn", text: t("connection.private_warning") })}</div>
    <div class="stack" data-use></div><div class="form-actions"><button class="button button-primary" type="submit">${
    t(connector ? "common.save" : "connection.create")}</button>${cancel ? html`<button class="button" type="button" data-cancel>${
    t("common.cancel")}</button>` : null}</div></form>`);
  const where = [...addressFields(source, connector), ...kind.account.flatMap((one) => valueFields(source.platform, one, connector))];
  const use = useFields(source, connector);
  place.querySelector("[data-where]").append(...where);
  place.querySelector("[data-use]").append(...use);
  const fields = [...where, ...use];
  showWithOthers(source.platform, where);
  warnAbout(fields.find((one) => one.parameter.name === "allow_private_address"), place.querySelector("[data-warning]"));
  place.querySelector("[data-cancel]")?.addEventListener("click", cancel);
  place.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = place.querySelector("[type=submit]");
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    try {
      const values = read(fields, connector);
      const done = connector ? await overwrite(connector, tag, values) : await api.post("/connectors", { source: source.key, ...values });
      if (done) saved(Boolean(done.isTheirs));
    } catch (error) {
      showProblem(place.querySelector(".form-problem"), fields, error, fieldOf);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

/** What was typed into the account is a secret: it is saved with whatever else is chosen, and shown to nobody. */
function overwrite(connector, tag, { account, ...mine }) {
  return saveOver({ path: `/connectors/${connector.id}`, base: connector, mine, tag, whole: (values) => ({ ...values, account }),
    label: (name) => t(`connection.${name === "allow_private_address" ? "private" : name}`) });
}

/** The steps by which the shop gives such an account. */
export function accountSteps(platform) {
  const texts = [1, 2, 3, 4, 5].map((n) => `account_steps.${platform}_${n}`).filter(has).map((key) => t(key));
  return texts.length ? instructions(texts) : null;
}

function addressFields(source, connector) {
  return [
    field({ name: "url", type: "text", label: t("connection.url"), help: told(`account.${source.platform}.url_help`), required: true,
      placeholder: told(`account.${source.platform}.url_placeholder`) ?? "https://shop.example" }, connector?.url ?? ""),
    field({ name: "allow_private_address", type: "boolean", label: t("connection.private"), help: t("connection.private_help") },
      connector?.allow_private_address ?? false),
  ];
}

/** One value of the account; a secret that may be left out can be taken away again. */
function valueFields(platform, one, connector) {
  const name = `account.${one.name}`;
  const isSet = connector?.secrets_set.includes(one.name) ?? false;
  const parameter = { name, label: told(`account.${platform}.${one.name}`) ?? one.name.replaceAll("_", " "), help: told(`account.${platform}.${one.name}_help`),
    required: one.required && !isSet };
  if (one.kind === "choice") {
    const choices = one.choices.map((value) => ({ value, label: told(`account.${platform}.${one.name}_${value}`) ?? value }));
    return [field({ ...parameter, type: "choice", required: true, choices }, connector?.account[one.name] ?? one.choices[0])];
  }
  if (one.kind !== "secret") return [field({ ...parameter, type: "text" }, connector?.account[one.name] ?? "")];
  const made = field({ ...parameter, type: "password", autocomplete: "new-password", placeholder: isSet ? t("connection.secret_kept") : undefined }, "");
  return isSet && !one.required ? [made, field({ name: `drop.${
      one.name}`, type: "boolean", label: t("connection.secret_drop", { what: parameter.label }) }, false)]
    : [made];
}

function useFields(source, connector) {
  const stores = state.stores.map((store) => ({ value: store.key, label: store.name }));
  const shops = connector?.shops ?? {};
  return [
    ...(connector ? [field({ name: "enabled", type: "boolean", label: t("connection.enabled"), help: t("connection.enabled_help") }, connector.enabled)] : []),
    field({ name: "write_groups", type: "boolean", label: t("connection.write_groups"), help: told(`account.${source.platform}.write_groups_help`)
      ?? t("connection.write_groups_help") }, connector?.write_groups ?? false),
    field({ name: "write_vouchers", type: "boolean", label: t("connection.write_vouchers"), help: t("connection.write_vouchers_help") },
      connector?.write_vouchers ?? false),
    field({ name: "drift", type: "choice", label: t("connection.drift"), help: t("connection.drift_help"), required: true, choices: ["adopt", "reapply"].map(
      (value) => ({ value, label: t(`connection.drift_${value}`) })) }, connector?.drift ?? "adopt"),
    field({ name: "look_minutes", type: "integer", label: t("connection.look_minutes"), help: t("connection.look_minutes_help"), minimum: 1, maximum: 10080 },
      connector ? connector.look_minutes : LOOK_MINUTES[source.platform] ?? USUAL_LOOK),
    ...((MULTISTORE.has(source.platform) && stores.length > 1) || Object.keys(shops).length
      ? [field({ name: "shops", type: "shops", label: t("connection.shops"), help: t("connection.shops_help"),
      choices: stores }, shops)] : []),
  ];
}

/** What the API takes; a secret that was left empty stays as it is. */
function read(fields, connector) {
  const values = { account: {} };
  for (const one of fields.filter((each) => !each.hidden)) {
    const { name, type } = one.parameter;
    if (name.startsWith("drop.")) {
      if (one.value) values.account[name.slice(5)] = "";
    } else if (!name.startsWith("account.")) values[name] = one.value;
    else if (one.value || (connector && type === "text")) values.account[name.slice(8)] = one.value;
  }
  return values;
}

/** The field that a pointer is about. */
function fieldOf(pointer) {
  const [, first, second] = pointer.split("/");
  return first === "account" && second ? `account.${second}` : first;
}

/** Hides what has no meaning as the rest of the form stands; it stays as it is then. */
function showWithOthers(platform, fields) {
  const named = (name) => fields.find((one) => one.parameter.name === `account.${name}`);
  for (const [name, [other, wanted]] of Object.entries(SHOWN_WITH[platform] ?? {})) {
    const own = fields.filter((one) => [`account.${name}`, `drop.${name}`].includes(one.parameter.name));
    const show = () => { for (const one of own) one.hidden = named(other)?.value !== wanted && !one.parameter.name.startsWith("drop."); };
    named(other)?.addEventListener("change", show);
    show();
  }
}

function warnAbout(choice, warning) {
  const show = () => { warning.hidden = !choice.value; };
  choice.addEventListener("change", show);
  show();
}

function told(key) {
  return has(key) ? t(key) : undefined;
}
