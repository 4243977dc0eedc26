/** First start: the one-time link makes the first admin. */
import { api } from "./api.js";
import { BASE, html, render } from "./html.js";
import { LANGUAGES, speak, t } from "./i18n.js";
import { empty, failed } from "../components/empty/empty.js";
import { field, showProblem, valuesOf } from "../components/field/field.js";
import { gate } from "../components/gate/gate.js";

const LONG_ENOUGH = 12;

async function start() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  await speak(navigator.language.split("-")[0]);
  const app = document.querySelector("#app");
  const session = await api.get("/session");
  if (session.state !== "setup_required") return location.replace(session.state === "signed_in" ? BASE : `${BASE}login.html`);
  document.title = `${t("setup.title")} · Echelon`;
  if (!token) {
    render(app, gate({ title: t("setup.title"), text: t("setup.text"), content: empty({ mark: "link", title: t("setup.no_token_title"),
      text: t("setup.no_token") }) }));
    return;
  }
  render(app, gate({ title: t("setup.title"), text: t("setup.text"), content: html`<form class="form" novalidate><div class="form-problem"></div>
    <button class="button button-primary button-wide" type="submit">${t("setup.submit")}</button></form>` }));
  const form = app.querySelector("form");
  const fields = [
    field({ name: "name", type: "text", label: t("setup.name"), required: true, autocomplete: "name" }),
    field({ name: "email", type: "email", label: t("login.email"), required: true, autocomplete: "username" }),
    field({ name: "password", type: "password", label: t("login.password"), help: t("setup.password_help", { n: LONG_ENOUGH }), required: true,
      autocomplete: "new-password" }),
    field({ name: "language", type: "select", label: t("setup.language"), required: true, choices: Object.entries(LANGUAGES).map(([value, label]) =>
      ({ value, label })) }, "en"),
  ];
  form.querySelector("button").before(...fields);
  fields[0].enter();
  form.addEventListener("submit", (event) => submit(event, form, fields, token));
}

async function submit(event, form, fields, token) {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    await api.post("/setup", { token, ...valuesOf(fields) });
    location.replace(BASE);
  } catch (problem) {
    if (problem.status === 403) problem.message = t("setup.refused");
    showProblem(form.querySelector(".form-problem"), fields, problem);
    button.removeAttribute("aria-busy");
  }
}

start().catch((error) => {
  render(document.querySelector("#app"), html`<main>${failed(error, true)}</main>`);
  document.querySelector('[data-action="retry"]')?.addEventListener("click", () => location.reload());
});
