// The pages of cordons and of areas: the map beside the list, forms that go to the API, and where a place lies: drawn,
// whole wards, or pasted. Without a map lists, search and pasted GeoJSON do the same.

import { openDrawingMap } from "./drawing_map.js";
import { connectPlaceField } from "./place_field.js";
import { connectPlaceForm } from "./place_form.js";
import { request } from "./session.js";
import { readWards } from "./ward_finder.js";
import { stateOf } from "./words.js";

const stage = document.querySelector("[data-drawing-map]");
const state = stateOf("places-state");
const cards = [...document.querySelectorAll("[data-place-id]")];
let active = null;

async function start() {
  const fields = new Map();
  for (const form of document.querySelectorAll("[data-api]")) {
    connectPlaceForm(form, { offset: state.offset, placeOf: () => fields.get(form)?.value() ?? null });
  }
  const map = await openDrawingMap(stage, { onPick: (code) => active?.pick(code), onDraw: (shape) => active?.drawn(shape) });
  const wards = map?.wards ?? (await readWards(stage.dataset.zones));
  const words = JSON.parse(stage.dataset.words).finder;
  for (const element of document.querySelectorAll("[data-place-field]")) {
    const field = connectPlaceField(element, { map, wards, words, onUse: (used) => use(used, map) });
    fields.set(element.closest("form"), field);
    element.closest("details")?.addEventListener("toggle", (event) => use(event.target.open ? field : null, map));
  }
  if (!document.querySelector("details [data-place-field]")) use([...fields.values()][0] ?? null, map);
  document.querySelector(".place-side").dataset.ready = "all";
  if (map) await show(map);
}

/** From now on clicks and shapes on the map belong to this field. */
function use(field, map) {
  if (active === field) return;
  active = field;
  if (!field) map?.draw(null);
  field?.show();
}

async function show(map) {
  const shapes = await request(state.shapes, { signIn: false });
  const others = shapes.features.filter(({ id }) => id !== state.own);
  map.setLayer("places", { ...shapes, features: others.map(named) }, state.style);
  const own = state.place && { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: state.place }] };
  if (own) {
    map.setLayer("own", own, "outline");
    map.fit(own.features[0].geometry, { duration: 0 });
  } else if (cards.length && shapes.features.length) {
    const listed = new Set(cards.map((card) => card.dataset.placeId));
    const shown = shapes.features.filter(({ id }) => listed.has(id));
    if (shown.length) map.fit({ type: "FeatureCollection", features: shown }, { duration: 0, maxZoom: 13 });
  }
  for (const card of cards) {
    const one = shapes.features.filter(({ id }) => id === card.dataset.placeId);
    card.addEventListener("pointerenter", () => one.length && map.setLayer("pointed", { type: "FeatureCollection", features: one }, "outline"));
    card.addEventListener("pointerleave", () => map.setLayer("pointed", null));
  }
  stage.dataset.shown = "places";
}

function named(feature) {
  return { ...feature, properties: { name: feature.properties.name } };
}

start();
