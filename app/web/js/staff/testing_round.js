// One round: corrected in place, against the version that is shown.

import { request } from "./session.js";
import { fieldsOf, fillForm, sending } from "./testing_form.js";

const form = document.querySelector("[data-round]");
const { id, version, name: _, ...fields } = JSON.parse(form.dataset.round);
fillForm(form, fields);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sending(form, async () => {
    await request(`/api/v1/test-rounds/${id}`, { method: "PATCH", body: changed(), headers: { "If-Match": `"${version}"` } });
    location.reload();
  });
});

/** Only what differs from what stands there, so that nothing else is overwritten. */
function changed() {
  const { withdrawn, reason_code: reason, ...now } = fieldsOf(form);
  const body = Object.fromEntries(Object.entries(now).filter(([name, value]) => (value ?? "") !== fields[name]));
  if (withdrawn) body.withdrawn = true;
  return reason ? { ...body, reason_code: reason } : body;
}
