// The page on which an outbreak is declared: the draft, the map, the rings as they change, and sending.

import { openDrawingMap } from "./drawing_map.js";
import { openComparison } from "./ring_compare.js";
import { Kept } from "./kept.js";
import { connectConsequences } from "./level_changes.js";
import { OutbreakDraft } from "./outbreak_draft.js";
import { connectPlace } from "./place.js";
import { drawLegend, drawStrip } from "./ring_legend.js";
import { connectRingOptions } from "./ring_options.js";
import { RingPreview } from "./ring_preview.js";
import { ringsOf } from "./ring_request.js";
import { Problem, request } from "./session.js";
import { connectWardFinder, readWards } from "./ward_finder.js";
import { fill, stateOf } from "./words.js";
import { newKey } from "./keys_of_requests.js";

const OUTBREAKS = "/api/v1/outbreaks";

const state = stateOf("declare-state");
const { words } = state;
const page = document.querySelector("[data-declare]");
const stage = page.querySelector("[data-drawing-map]");
const form = page.querySelector("[data-form]");
const draft = new OutbreakDraft(new Kept("outbreak", [state.username]), { openDay: state.open_day });
const preview = new RingPreview();
let map = null;
let wards = new Map();
let shown = null;
let isFar = draft.isPlaced;
let sendingKey = newKey();

const options = connectRingOptions(page.querySelector("[data-ring-options]"), {
  words,
  onChange: (part) => draft.change({ rings: { ...draft.value.rings, ...part } }),
  onDraw: (layer) => place.drawLayer(layer),
});
const place = connectPlace(form, {
  draft, words, own: state.own_districts, wards: () => wards, map: () => map,
  onLayerTool: (layer) => options.showDrawing(layer),
  onFar: () => (isFar = true),
});
const consequences = connectConsequences(page.querySelector("[data-levels]"), { state, draft, wards: () => wards });

/** Puts the fields in the state of the draft. */
function showFields() {
  const { value } = draft;
  for (const name of ["setting", "name", "note"]) {
    if (form.elements[name].value !== value[name]) form.elements[name].value = value[name];
  }
  form.elements.opened_on.value = value.openedOn;
  for (const radio of form.querySelectorAll("[name=source_known]")) radio.checked = radio.value === value.source;
  options.show(value.rings);
  place.show();
  linked?.show(value.linked);
}

function tellReady() {
  const { missing } = draft;
  form.querySelector("[data-hint]").textContent = missing ? words[`needs_${missing}`] : words.ready;
  form.querySelector("[type=submit]").setAttribute("aria-disabled", String(missing !== null));
}

function askRings() {
  const isDrawnByHand = draft.value.rings.mode !== "manual" || Object.keys(draft.value.rings.layers).length > 0;
  preview.ask(draft.isPlaced && isDrawnByHand ? draft.ringsBody() : null);
}

function showRings(answer) {
  shown = answer;
  const legend = page.querySelector("[data-rings-legend]");
  const strip = page.querySelector("[data-strip]");
  page.querySelector("[data-compare]").disabled = answer === null;
  strip.hidden = answer === null;
  delete page.querySelector("[data-rings-card]").dataset.fault;
  if (answer === null) {
    legend.replaceChildren(textOf("p", "soft", page.dataset.nothing));
    map?.setLayer("rings", null);
    return;
  }
  drawLegend(legend, answer, { state, wards });
  drawStrip(strip, answer, { state });
  if (draft.value.kind !== "wards") place.warnOfOthers(answer.ward_layers.filter(({ layer }) => layer === "core").map(({ ward_code: code }) => code));
  map?.setLayer("rings", { type: "FeatureCollection", features: answer.features }, "rings");
  if (map && isFar) showWhole(answer);
}

/** Brings the core and the next layer into view: after a place was chosen that may lie elsewhere. */
function showWhole(answer) {
  isFar = false;
  const near = answer.features.filter(({ properties }) => properties.layer !== "outer");
  if (near.length) map.fit({ features: near }, { maxZoom: 15 });
}

function showFault({ fault, isOffline }) {
  const card = page.querySelector("[data-rings-card]");
  card.dataset.fault = isOffline ? "offline" : "refused";
  const legend = page.querySelector("[data-rings-legend]");
  const line = textOf("p", "rings-fault", isOffline ? words.offline : sentenceOf(fault));
  legend.querySelector(".rings-fault")?.remove();
  // What was known before is no answer to what is asked now, but all there is without a network.
  if (isOffline) legend.prepend(line);
  else {
    legend.replaceChildren(line);
    map?.setLayer("rings", null);
  }
}

function textOf(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

/** What the service said, with the fields it named. */
function sentenceOf(fault) {
  const named = (fault.errors ?? []).map(({ detail }) => detail).filter(Boolean);
  return named.length ? named.join(" ") : fault.message;
}

async function send(event) {
  event.preventDefault();
  if (draft.missing) {
    tellReady();
    focusOn(draft.missing);
    return;
  }
  const button = form.querySelector("[type=submit]");
  const alert = form.querySelector("[data-alert]");
  button.disabled = true;
  alert.hidden = true;
  form.querySelector("[data-hint]").textContent = words.sending;
  try {
    const declared = await request(OUTBREAKS, { method: "POST", body: draft.body(), headers: { "Idempotency-Key": sendingKey } });
    draft.forget();
    location.assign(`${state.outbreaks.split("?")[0]}/${declared.id}${location.search}`);
  } catch (fault) {
    alert.textContent = fault instanceof Problem ? sentenceOf(fault) : fault.message;
    alert.hidden = false;
    tellReady();
  } finally {
    button.disabled = false;
  }
}

function focusOn(missing) {
  const selectors = { place: "[data-kind]:not([hidden]) .field, [name=place-kind]:checked", finish: "[name=place-kind]:checked", setting: "#setting", source: "[name=source_known]" };
  form.querySelector(selectors[missing]).focus();
}

function compare() {
  openComparison(document.getElementById("compare"), {
    state, wards, body: draft.ringsBody(), chosen: draft.value.rings,
    onUse: (alternative) => draft.change({ rings: { ...draft.value.rings, ...ringsOf(alternative) } }),
  });
}

function listen() {
  form.addEventListener("submit", send);
  form.addEventListener("input", ({ target }) => {
    if (["setting", "name", "note"].includes(target.name)) draft.change({ [target.name]: target.value });
    if (target.name === "opened_on") draft.change({ openedOn: target.value });
    if (target.name === "source_known") draft.change({ source: target.value });
  });
  form.querySelector("[data-start-again]").addEventListener("click", () => {
    if (draft.isPlaced && !confirm(words.again_sure)) return;
    draft.startAgain();
    place.startAgain();
  });
  page.querySelector("[data-compare]").addEventListener("click", compare);
  preview.addEventListener("rings", ({ detail }) => showRings(detail.answer));
  preview.addEventListener("fault", ({ detail }) => showFault(detail));
  preview.addEventListener("busy", ({ detail }) => {
    page.querySelector("[data-busy]").textContent = detail.isBusy ? words.computing : "";
  });
  draft.addEventListener("change", ({ detail }) => {
    // Another body is another sending: the answer to the one before must not be taken for its.
    sendingKey = newKey();
    showFields();
    tellReady();
    form.querySelector("[data-draft-note]").textContent = draft.isKept ? words.kept : "";
    if (detail.some((name) => ["kind", "wards", "shape", "rings"].includes(name))) askRings();
  });
}

function toldRestored() {
  if (!draft.restoredAt) return;
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", timeZone: state.timezone });
  form.querySelector("[data-draft-note]").textContent = fill(words.restored, { time: time.format(new Date(draft.restoredAt)) });
}

let linked = null;

async function start() {
  page.dataset.nothing = page.querySelector("[data-rings-legend]").textContent.trim();
  listen();
  wards = await readWards(stage.dataset.zones);
  const finder = { wards, words: JSON.parse(stage.dataset.words).finder };
  place.openFinder(finder);
  linked = connectWardFinder(form.querySelector("[data-finder=find-linked]"), { ...finder, onPick: (code) => draft.change({ linked: toggled(draft.value.linked, code) }) });
  showFields();
  tellReady();
  toldRestored();
  if (draft.value.linked.length || draft.value.name || draft.value.note) form.querySelector("[data-more]").open = true;
  askRings();
  page.dataset.ready = "list";
  map = await openDrawingMap(stage, { onPick: near(place.pick), onDraw: near(place.drawn), picked: draft.value.wards, padding: coveredSides });
  if (map) await place.showOnMap();
  if (map && shown) showRings(shown);
  await map?.settled();
  page.dataset.ready = "all";
  consequences.look();
}

/** What is done on the map lies in sight, so that the map stays where it is. */
function near(act) {
  return (...told) => {
    isFar = false;
    act.apply(place, told);
  };
}

/** How much of the map panels cover. */
function coveredSides() {
  const card = page.querySelector("[data-rings-card]");
  return getComputedStyle(card).position === "absolute" ? { right: card.offsetWidth + 24 } : {};
}

function toggled(codes, code) {
  return codes.includes(code) ? codes.filter((each) => each !== code) : [...codes, code];
}

start();
