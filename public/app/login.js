/** The login page. */
import { api } from "./api.js";
import { BASE, html, render } from "./html.js";
import { preferred, speak, t } from "./i18n.js";
import { failed } from "../components/empty/empty.js";
import { field, showProblem, valuesOf } from "../components/field/field.js";
import { gate } from "../components/gate/gate.js";

/** Only places inside the panel; whatever else stands in the address is ignored. */
function destination() {
  const next = new URLSearchParams(location.search).get("next") ?? "";
  return `${BASE}${next.startsWith("#/") ? next : ""}`;
}

async function start() {
  await speak(preferred());
  const app = document.querySelector("#app");
  const session = await api.get("/session");
  if (session.state === "setup_required") return location.replace(`${BASE}setup.html${location.hash}`);
  if (session.state === "signed_in") return location.replace(destination());
  document.title = `${t("login.title")} · Echelon`;
  render(app, gate({ title: t("login.title"), text: t("login.text"), content: html`<form class="form" novalidate><div class="form-problem"></div>
    <button class="button button-primary button-wide" type="submit">${t("login.submit")}</button></form>` }));
  const form = app.querySelector("form");
  const fields = [
    field({ name: "email", type: "email", label: t("login.email"), required: true, autocomplete: "username" }),
    field({ name: "password", type: "password", label: t("login.password"), required: true, autocomplete: "current-password" }),
  ];
  form.querySelector("button").before(...fields);
  fields[0].enter();
  form.addEventListener("submit", (event) => submit(event, form, fields));
}

async function submit(event, form, fields) {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    await api.post("/session", valuesOf(fields));
    location.replace(destination());
  } catch (problem) {
    if (problem.status === 401) problem.message = t("login.refused");
    if (problem.status === 429) problem.message = t("login.too_often");
    showProblem(form.querySelector(".form-problem"), fields, problem);
    button.removeAttribute("aria-busy");
  }
}

start().catch((error) => {
  render(document.querySelector("#app"), html`<main>${failed(error, true)}</main>`);
  document.querySelector('[data-action="retry"]')?.addEventListener("click", () => location.reload());
});
