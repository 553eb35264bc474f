// “Where am I?”: the device's own place, or a point tapped on a map, looked up without a new page.
// The point travels in the body of a request, rounded, and stands in no address.

const DECIMALS = 5;
const PATIENCE_MS = 15_000;
/** A place this old still tells the ward. */
const OLDEST_MS = 5_000;

const stage = document.querySelector("[data-where]");
const words = JSON.parse(stage.dataset.words);
const part = (name) => stage.querySelector(`[data-${name}]`);
const use = part("use");
const form = part("form");
let map = null;

use.hidden = false;
use.addEventListener("click", locate);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = new FormData(form);
  ask({ lat: typed.get("lat"), lon: typed.get("lon") });
});
part("map-fold").hidden = false;
part("map-fold").addEventListener("toggle", openMap);

async function locate() {
  if (!isSecureContext || !navigator.geolocation) return tellTrouble(words.where_insecure);
  busy(true);
  try {
    const { coords } = await place();
    await ask({ lat: coords.latitude, lon: coords.longitude, accuracy: Math.ceil(coords.accuracy) });
    map?.mark(coords.longitude, coords.latitude, { moves: true });
  } catch (fault) {
    tellTrouble([words.where_unavailable, words.where_denied, words.where_unavailable, words.where_timeout][fault.code ?? 0]);
  } finally {
    busy(false);
  }
}

function place() {
  const wishes = { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: OLDEST_MS };
  return new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject, wishes));
}

/** Shows what the server says of a point. */
async function ask({ lat, lon, accuracy }) {
  tellTrouble(null);
  part("said").textContent = words.where_asking;
  const body = new URLSearchParams({ lat: rounded(lat), lon: rounded(lon), part: "answer" });
  if (accuracy !== undefined) body.set("accuracy", String(accuracy));
  try {
    const answer = await fetch(form.action, { method: "POST", body, cache: "no-store" });
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    show(await answer.text());
  } catch {
    tellTrouble(words.where_offline);
  }
}

function show(html) {
  const answer = part("answer");
  answer.innerHTML = html;
  const heading = answer.querySelector("h2");
  part("said").textContent = "";
  heading.focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  answer.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
}

/** Numbers lose what nobody needs to know; what was typed goes as it is, so that the server can say what is wrong. */
function rounded(value) {
  return typeof value === "number" ? value.toFixed(DECIMALS) : value;
}

function busy(isBusy) {
  use.setAttribute("aria-busy", String(isBusy));
  use.disabled = isBusy;
  const label = part("use-words");
  label.dataset.idle ??= label.textContent;
  label.textContent = isBusy ? words.where_busy : label.dataset.idle;
}

function tellTrouble(sentence) {
  const trouble = part("trouble");
  trouble.textContent = sentence ?? "";
  trouble.hidden = sentence === null;
  part("said").textContent = "";
}

/** The map and its library come when somebody wants them. */
async function openMap() {
  if (map !== null || !part("map-fold").open) return;
  map = false;
  try {
    const { openWhereMap } = await import("./where_map.js");
    map = await openWhereMap(part("stage"), { words, onPoint: (lon, lat) => ask({ lat, lon }) });
  } catch (fault) {
    console.info("map:", fault.message);
    part("map-failed").hidden = false;
    part("stage").hidden = true;
  }
}
