// The list of outbreaks with its map: pointing at one shows where it is, and a click on its wards leads to it.

import { openDrawingMap } from "./drawing_map.js";
import { request } from "./session.js";
import { stateOf } from "./words.js";

const RINGS = "/api/v1/rings";

const stage = document.querySelector("[data-drawing-map]");
const { outbreaks } = stateOf("outbreaks-state");

function openAt(code) {
  const found = outbreaks.find(({ wards }) => wards.includes(code));
  if (found) location.assign(found.href);
}

/** Outlines the rings of the outbreak that is pointed at, or has the focus, in the list. */
function followList(map, rings) {
  for (const { id } of outbreaks) {
    const card = document.querySelector(`[data-outbreak="${CSS.escape(id)}"]`);
    const features = rings.features.filter(({ properties }) => properties.outbreak_id === id && properties.layer !== "outer");
    if (!features.length) continue;
    const show = () => map.setLayer("pointed", { type: "FeatureCollection", features }, "pointed");
    const hide = () => map.setLayer("pointed", null);
    for (const [event, act] of [["pointerenter", show], ["pointerleave", hide], ["focusin", show], ["focusout", hide]]) card.addEventListener(event, act);
  }
}

async function start() {
  const map = await openDrawingMap(stage, { onPick: openAt });
  if (!map) return;
  const wards = outbreaks.flatMap(({ wards: own }) => own);
  if (wards.length) map.fit(wards, { maxZoom: 11.5, duration: 0 });
  // Overlapping rings as one: where two meet, the stricter layer is what holds.
  const [merged, each] = await Promise.all([request(RINGS, { query: { merged: true } }), request(RINGS)]);
  map.setLayer("rings", merged, "rings");
  followList(map, each);
  stage.dataset.shown = "rings";
}

start().catch((fault) => console.info("rings:", fault.message));
