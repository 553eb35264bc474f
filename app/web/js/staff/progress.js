// The board keeps itself up to date: often in the last hour before a deadline, otherwise once a minute.
import { leftInWords, ServerClock } from "./clock.js";
import { exchange, Problem, request, SignedOut } from "./session.js";
import { fill, stateOf } from "./words.js";

const HURRIED_MS = 15_000;
const CALM_MS = 60_000;
const LAST_HOUR_MS = 3_600_000;
const HASTE_MS = 1_800_000;

const board = document.getElementById("board");
const live = document.querySelector(".live");
const words = stateOf("progress-words");
const clock = new ServerClock();
const timeOfDay = new Intl.DateTimeFormat("en-GB", {
  timeZone: board.dataset.zone, hourCycle: "h23", hour: "2-digit", minute: "2-digit", second: "2-digit",
});
let tag = board.dataset.tag;
let updatedAt = "";
let timer = 0;

function head() {
  return board.querySelector(".progress-head");
}

function left(until) {
  return Date.parse(head().dataset[until]) - clock.now();
}

/** Whether a deadline is less than an hour away. */
function isHurried() {
  return ["publish", "cutoff"].some((until) => left(until) > 0 && left(until) <= LAST_HOUR_MS);
}

function drawClocks() {
  for (const line of board.querySelectorAll("[data-until]")) {
    const rest = left(line.dataset.until);
    const [figure, rests] = line.children;
    line.classList.toggle("is-past", rest <= 0);
    line.classList.toggle("hasty", rest > 0 && rest <= HASTE_MS);
    figure.hidden = rest <= 0;
    figure.textContent = rest > 0 ? leftInWords(rest, words) : "";
    if (rest <= 0) rests.textContent = line.dataset.past;
  }
}

function showFresh() {
  updatedAt = timeOfDay.format(clock.now());
  live.classList.remove("is-away");
  live.querySelector("[data-live]").textContent = fill(words.updated, { time: updatedAt });
}

function showAway() {
  live.classList.add("is-away");
  live.querySelector("[data-live]").textContent = fill(words.offline, { time: updatedAt });
}

/** Puts the new board in place; what was unfolded stays unfolded, and the focus stays where it was. */
function replace(html) {
  const unfolded = new Set([...board.querySelectorAll("details[open][data-key]")].map((each) => each.dataset.key));
  const path = focusPath();
  // The board comes from this server, rendered and escaped by the template that made the first one.
  board.replaceChildren(document.createRange().createContextualFragment(html));
  for (const each of board.querySelectorAll("details[data-key]")) each.open = unfolded.has(each.dataset.key);
  if (path) board.querySelector(path)?.focus();
  enliven();
}

function focusPath() {
  const held = document.activeElement;
  if (!board.contains(held)) return null;
  if (held.matches("a[href]")) return `a[href="${CSS.escape(held.getAttribute("href"))}"]`;
  const name = ["reopen", "close"].find((each) => each in held.dataset);
  if (name) return `[data-${name}="${CSS.escape(held.dataset[name])}"]`;
  return held.matches("summary") ? `details[data-key="${CSS.escape(held.parentElement.dataset.key)}"] > summary` : null;
}

function learn(asked) {
  clock.learn(head().dataset.now, asked);
}

async function look() {
  clearTimeout(timer);
  const asked = performance.now();
  try {
    const answer = await exchange(board.dataset.board, { headers: { "If-None-Match": tag }, signIn: false });
    tag = answer.headers.get("ETag");
    replace(answer.body);
    learn(asked);
    showFresh();
  } catch (fault) {
    if (fault instanceof Problem && fault.status === 304) showFresh();
    else if (fault instanceof SignedOut) location.reload();
    else showAway();
  }
  drawClocks();
  plan();
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(look, isHurried() ? HURRIED_MS : CALM_MS);
}

/** A machine that slept has lost its count of time, so the board is asked for whole. */
function wake() {
  if (document.hidden) return;
  tag = "";
  look();
}

const dialog = document.getElementById("reopen");
const form = dialog.querySelector("form");

function openDialog(act, button) {
  const values = { name: button.dataset.name, day: board.dataset.day };
  form.reset();
  form.querySelector("h2").textContent = fill(words[`${act}_title`], values);
  form.querySelector(".lead").textContent = fill(words[`${act}_lead`], values);
  form.querySelector("[type=submit]").textContent = words[act];
  form.querySelector("[data-hours]").hidden = act === "close";
  form.querySelector(".alert").hidden = true;
  form.dataset.act = act;
  form.dataset.district = button.dataset[act];
  form.dataset.key = crypto.getRandomValues(new Uint32Array(4)).join("-");
  dialog.showModal();
}

async function send(event) {
  event.preventDefault();
  const { act, district, key } = form.dataset;
  const body = { reason: form.elements.reason.value };
  if (district) body.district_code = district;
  if (act === "reopen") body.hours = Number(form.elements.hours.value);
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const path = `/api/v1/reporting-days/${board.dataset.on}/${act}`;
    await request(path, { method: "POST", body, headers: { "Idempotency-Key": key } });
    dialog.close();
    await look();
  } catch (fault) {
    const alert = form.querySelector(".alert");
    alert.textContent = fault.message;
    alert.hidden = false;
  } finally {
    button.disabled = false;
  }
}

function enliven() {
  for (const button of board.querySelectorAll("[data-reopen], [data-close]")) button.hidden = false;
}

board.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reopen], [data-close]");
  if (button) openDialog("reopen" in button.dataset ? "reopen" : "close", button);
});
form.addEventListener("submit", send);
form.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
document.addEventListener("visibilitychange", wake);
addEventListener("online", look);
addEventListener("offline", showAway);
learn(performance.now());
enliven();
showFresh();
drawClocks();
setInterval(drawClocks, 1000);
plan();
