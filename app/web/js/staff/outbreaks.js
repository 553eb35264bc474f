// The list of outbreaks with its map: pointing at one shows where it is, and a click on its wards leads to it.

import { openDrawingMap } from "./drawing_map.js";
import { request } from "./session.js";
import { stateOf } from "./words.js";

const stage = document.querySelector("[data-drawing-map]");
const { wards } = stateOf("outbreaks-state");
const cards = [...document.querySelectorAll("[data-outbreak]")];

async function start() {
  const map = await openDrawingMap(stage, { onPick: (code) => openAt(code) });
  if (!map) return;
  const rings = await request("/api/v1/rings", { signIn: false });
  map.setLayer("rings", outlinesOf(rings), "rings");
  if (wards.length) map.fit(wards, { maxZoom: 12, duration: 0 });
  for (const card of cards) {
    const own = rings.features.filter(({ properties }) => properties.outbreak_id === card.dataset.outbreak);
    const box = { type: "FeatureCollection", features: own };
    card.addEventListener("pointerenter", () => own.length && map.setLayer("pointed", box, "outline"));
    card.addEventListener("pointerleave", () => map.setLayer("pointed", null));
  }
  stage.dataset.shown = "rings";

  function openAt(code) {
    const core = rings.features.find(({ properties }) => properties.layer === "core" && properties.ward_codes?.includes(code));
    if (core) location.assign(document.querySelector(`[data-outbreak="${CSS.escape(core.properties.outbreak_id)}"] a`).href);
  }
}

function outlinesOf(collection) {
  return { ...collection, features: collection.features.filter(({ geometry }) => geometry) };
}

start();
