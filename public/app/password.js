/** A one-time link: whoever has it sets a password and is logged in. */
import { api } from "./api.js";
import { BASE, html, render } from "./html.js";
import { speak, t } from "./i18n.js";
import { empty, failed } from "../components/empty/empty.js";
import { field, showProblem, valuesOf } from "../components/field/field.js";
import { gate } from "../components/gate/gate.js";

const LONG_ENOUGH = 12;

async function start() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  await speak(navigator.language.split("-")[0]);
  const app = document.querySelector("#app");
  document.title = `${t("password.title")} · Echelon`;
  if (!token) {
    render(app, gate({ title: t("password.title"), text: t("password.text"), content: empty({ mark: "link", title: t("password.no_token_title"),
      text: t("password.no_token") }) }));
    return;
  }
  render(app, gate({ title: t("password.title"), text: t("password.text"), content: html`<form class="form" novalidate><div class="form-problem"></div>
    <button class="button button-primary button-wide" type="submit">${t("password.submit")}</button></form>` }));
  const form = app.querySelector("form");
  const fields = [field({ name: "password", type: "password", label: t("account.new"), help: t("account.new_help", { n: LONG_ENOUGH }), required: true,
    autocomplete: "new-password" })];
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
    await api.post("/password-link", { token, ...valuesOf(fields) });
    location.replace(BASE);
  } catch (problem) {
    if (problem.status === 403) problem.message = t("password.refused");
    if (problem.status === 429) problem.message = t("login.too_often");
    showProblem(form.querySelector(".form-problem"), fields, problem);
    button.removeAttribute("aria-busy");
  }
}

start().catch((error) => {
  render(document.querySelector("#app"), html`<main>${failed(error, true)}</main>`);
  document.querySelector('[data-action="retry"]')?.addEventListener("click", () => location.reload());
});
