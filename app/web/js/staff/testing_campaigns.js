// Campaigns: planned in a form, ended by a button that asks once.

import { ask } from "./elements.js";
import { request } from "./session.js";
import { fieldsOf, sending } from "./testing_form.js";

const form = document.querySelector("[data-campaign-new]");
const key = crypto.randomUUID();

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  sending(form, async () => {
    const { whom, ...fields } = fieldsOf(form);
    const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
    const body = { ...said, ...(whom ? { district_codes: [whom] } : { all: true }) };
    await request("/api/v1/campaigns", { method: "POST", body, headers: { "Idempotency-Key": `${key}-${hashOf(body)}` } });
    location.reload();
  });
});

for (const button of document.querySelectorAll("[data-campaign-end]")) {
  button.addEventListener("click", async () => {
    const { campaignEnd: id, version, sure, cancel } = button.dataset;
    const actions = [{ value: "dismissed", label: cancel }, { value: "end", label: button.textContent, primary: true }];
    if ((await ask({ title: button.textContent, body: sure, actions }).chosen) !== "end") return;
    sending(button.parentElement, async () => {
      await request(`/api/v1/campaigns/${id}`, { method: "PATCH", body: { ended: true }, headers: { "If-Match": `"${version}"` } });
      location.reload();
    });
  });
}

/** A short name for a content: what is typed anew is another request. */
function hashOf(body) {
  return [...JSON.stringify(body)].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 1e9, 7);
}
