// The page of one outbreak: its rings on the map, their versions, orders on them, and changes of its nature.

import { openDrawingMap } from "./drawing_map.js";
import { connectOrders } from "./ring_order.js";
import { drawVersions } from "./ring_versions.js";
import { Problem, request } from "./session.js";
import { connectWardFinder, readWards } from "./ward_finder.js";
import { stateOf } from "./words.js";

const state = stateOf("outbreak-state");
const { words } = state;
const page = document.querySelector("[data-outbreak-page]");
const stage = page.querySelector("[data-drawing-map]");
const path = `/api/v1/outbreaks/${state.id}`;
let map = null;
let linked = state.linked;

const orders = connectOrders(page, { state, path, map: () => map, showStanding });

async function showStanding() {
  try {
    const rings = await request(`${path}/rings`);
    map?.setLayer("rings", rings.features.length ? rings : null, "rings");
    return rings;
  } catch (fault) {
    console.info("rings:", fault.message);
    return { features: [] };
  }
}

async function showVersions() {
  const list = page.querySelector("[data-versions]");
  try {
    const { items } = await request(`${path}/rings/versions`);
    drawVersions(list, items, { state });
  } catch (fault) {
    const line = document.createElement("li");
    line.textContent = words.versions_failed.replace("{why}", fault.message);
    list.replaceChildren(line);
  }
}

function connectChanges() {
  for (const form of page.querySelectorAll("[data-change]")) form.addEventListener("submit", change);
}

async function change(event) {
  event.preventDefault();
  const { target: form } = event;
  const { setting, closed_on: closed } = form.elements;
  const source = form.querySelector("[name=source_known]:checked")?.value;
  const body = form.dataset.change === "close" ? { closed_on: closed.value } : { setting: setting.value, source_known: source === "yes", linked_ward_codes: linked };
  const alert = form.querySelector("[data-alert]");
  const button = form.querySelector("[type=submit]");
  alert.hidden = true;
  button.disabled = true;
  try {
    await request(path, { method: "PATCH", body, headers: { "If-Match": `"${state.version}"` } });
    location.reload();
  } catch (fault) {
    alert.textContent = fault instanceof Problem && fault.status === 412 ? words.changed_elsewhere : fault.message;
    alert.hidden = false;
    button.disabled = false;
  }
}

async function connectLinked() {
  const element = page.querySelector("[data-finder=c-linked]");
  if (!element) return;
  const wards = await readWards(stage.dataset.zones);
  const finder = connectWardFinder(element, {
    wards, words: JSON.parse(stage.dataset.words).finder,
    onPick: (code) => {
      linked = linked.includes(code) ? linked.filter((each) => each !== code) : [...linked, code];
      finder.show(linked);
    },
  });
  finder.show(linked);
}

async function start() {
  connectChanges();
  showVersions();
  connectLinked().catch((fault) => console.info("wards:", fault.message));
  page.dataset.ready = "list";
  map = await openDrawingMap(stage, { onDraw: (...told) => orders.drawn(...told) });
  const rings = await showStanding();
  const near = rings.features.filter(({ properties }) => properties.layer !== "outer");
  map?.fit(near.length ? { features: near } : state.ward_codes, { maxZoom: 13, duration: 0 });
  page.dataset.ready = "all";
}

start();
