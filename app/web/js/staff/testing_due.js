// What is due for sampling: its wards on the map, and the dialog in which a round is logged.

import { openDrawingMap } from "./drawing_map.js";
import { request } from "./session.js";
import { fieldsOf, fillForm, sending } from "./testing_form.js";
import { stateOf } from "./words.js";

/** Solid, dashed, dotted, as in the list; no colours of their own, since those of levels lie under them. */
const FORMS = {
  open: { line: "ink", width: 1.5, dash: [0.4, 2], fill: "ink", fillOpacity: 0.04 },
  last_day: { line: "ink", width: 2.5, dash: [2.6, 1.5], fill: "ink", fillOpacity: 0.2 },
  overdue: { line: "ink", width: 3.5, fill: "ink", fillOpacity: 0.42 },
};
const stage = document.querySelector("[data-drawing-map]");
const { marks } = stateOf("due-state");

async function showMap() {
  const shapes = fetch(stage.dataset.wards).then((answer) => answer.json());
  const map = await openDrawingMap(stage);
  if (!map) return;
  const { features } = await shapes;
  for (const [state, form] of Object.entries(FORMS)) {
    const own = new Set(marks[state]);
    map.setLayer(state, { type: "FeatureCollection", features: features.filter(({ properties }) => own.has(properties.ward_code)) }, form);
  }
  const urgent = [...marks.overdue, ...marks.last_day];
  const shown = urgent.length ? urgent : marks.open;
  if (shown.length) map.fit(shown, { maxZoom: 12, duration: 0 });
  stage.dataset.shown = "due";
}

const dialog = document.getElementById("round-dialog");
const form = dialog.querySelector("form");
let logged = null;

for (const button of document.querySelectorAll("[data-log]")) {
  button.addEventListener("click", () => {
    const { name, hint, ward_code: ward, cordon_id: cordon, ...fields } = JSON.parse(button.dataset.log);
    logged = { place: ward ? { ward_code: ward } : { cordon_id: cordon }, key: crypto.randomUUID() };
    form.reset();
    fillForm(form, fields);
    form.querySelector("[data-fault]").hidden = true;
    dialog.querySelector("h2").textContent = dialog.dataset.name.replace("{name}", name);
    dialog.showModal();
    form.elements.samples.placeholder = hint;
    form.elements.samples.focus();
  });
}
dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  sending(form, async () => {
    const body = { ...logged.place, ...fieldsOf(form) };
    await request("/api/v1/test-rounds", { method: "POST", body, headers: { "Idempotency-Key": logged.key } });
    location.reload();
  });
});
// Another content is another request.
form.addEventListener("input", () => (logged = { ...logged, key: crypto.randomUUID() }));

showMap();
