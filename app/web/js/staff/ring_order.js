// Orders on rings: issue, extend, shrink, lift, and proposals drawn anew, each with what it changes before it is sent.

import { connectRingOptions } from "./ring_options.js";
import { RingPreview } from "./ring_preview.js";
import { EMPTY_RINGS, ringMembers, ringsOf } from "./ring_request.js";
import { newKey } from "./keys_of_requests.js";
import { drawTrial } from "./ring_trial.js";
import { Problem, request } from "./session.js";
import { fill } from "./words.js";

const SIGNED = ["issue", "extend", "shrink", "lift"];
const REASONED = ["extend", "shrink", "propose", "lift"];
const MAY_REDRAW = ["extend", "shrink"];

/**
 * Brings the buttons of what can be done and their form to life.
 *
 * @param path of the outbreak in the API.
 * @param map gives the drawing map, or null.
 * @param showStanding puts the rings that stand back on the map.
 */
export function connectOrders(page, { state, path, map, showStanding }) {
  const orders = new Orders(page, { state, path, map, showStanding });
  orders.listen();
  return orders;
}

class Orders {
  #key = newKey();
  #layer = null;
  action = null;

  constructor(page, given) {
    Object.assign(this, { page, ...given });
    this.form = page.querySelector("[data-order]");
    this.fields = this.form.elements;
    this.trial = page.querySelector("[data-trial]");
    // The layers drawn by hand are not told back, so that redrawing begins from the standing mode or anew.
    const isKnown = this.state.ring.mode !== "manual";
    this.rings = isKnown ? ringsOf(this.state.ring) : { ...EMPTY_RINGS };
    this.preview = new RingPreview(`${this.path}/rings/preview`);
    this.options = connectRingOptions(this.form.querySelector("[data-ring-options]"), {
      words: this.state.words,
      onChange: (part) => this.#redraw(part),
      onDraw: (layer) => this.#drawLayer(layer),
    });
  }

  listen() {
    this.page.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-act]");
      if (button) this.#open(button.dataset.act === this.action ? null : button.dataset.act);
    });
    this.form.addEventListener("submit", (event) => this.#send(event));
    this.form.addEventListener("input", () => (this.#key = newKey()));
    this.form.querySelector("[data-cancel]").addEventListener("click", () => this.#open(null));
    this.fields.redraw.addEventListener("change", () => this.#showRedraw());
    this.preview.addEventListener("rings", ({ detail }) => this.#showTrial(detail.answer));
    this.preview.addEventListener("fault", ({ detail }) => this.#tellTrial(detail.isOffline ? this.state.words.offline : messageOf(detail.fault)));
  }

  /** The map's tool has drawn a layer. */
  drawn(geometry, { isFinished }) {
    if (!this.#layer || !geometry || !isFinished) return;
    const layers = { ...this.rings.layers, [this.#layer]: geometry };
    this.#drawLayer(null);
    this.#redraw({ layers });
  }

  #open(action) {
    this.action = action;
    this.form.hidden = action === null;
    for (const button of this.page.querySelectorAll("[data-act]")) button.setAttribute("aria-expanded", String(button.dataset.act === action));
    this.#drawLayer(null);
    if (action === null) {
      this.#leaveRedraw();
      return;
    }
    const { words, ring } = this.state;
    this.form.querySelector("h2").textContent = words[`do_${action}`];
    this.form.querySelector("[type=submit]").textContent = words[`do_${action}`];
    this.form.querySelector("[data-signed]").hidden = !SIGNED.includes(action);
    this.form.querySelector("[data-reasoned]").hidden = !REASONED.includes(action);
    this.form.querySelector("[data-redraw-choice]").hidden = !MAY_REDRAW.includes(action);
    this.fields.planned_end.closest("div").hidden = action === "lift";
    this.form.querySelector("#end-hint").hidden = action === "lift";
    this.fields.planned_end.value = action === "lift" ? "" : (ring.planned_end ?? "");
    this.fields.redraw.checked = action === "propose" || action === "shrink";
    this.#tellFault("");
    this.#showRedraw();
    this.form.querySelector("h2").focus();
    this.form.scrollIntoView({ block: "nearest" });
  }

  get isRedrawn() {
    return this.action === "propose" || (MAY_REDRAW.includes(this.action) && this.fields.redraw.checked);
  }

  #showRedraw() {
    this.form.querySelector("[data-redraw]").hidden = !this.isRedrawn;
    if (!this.isRedrawn) {
      this.#leaveRedraw();
      return;
    }
    this.options.show(this.rings);
    this.#ask();
  }

  #leaveRedraw() {
    this.preview.ask(null);
    this.#showOverride(this.action === "issue" && this.state.cuts_wards);
    this.showStanding();
  }

  #redraw(part) {
    this.rings = { ...this.rings, ...part };
    this.options.show(this.rings);
    this.#key = newKey();
    this.#ask();
  }

  #ask() {
    const isDrawnByHand = this.rings.mode !== "manual" || Object.keys(this.rings.layers).length > 0;
    this.preview.ask(isDrawnByHand ? ringMembers(this.rings) : null);
  }

  #showTrial(answer) {
    const map = this.map();
    for (const name of ["tightened", "loosened"]) map?.setLayer(name, answer?.[name].ground ? { type: "FeatureCollection", features: [answer[name].ground] } : null, name === "tightened" ? "added" : "removed");
    if (answer === null) {
      this.trial.replaceChildren();
      return;
    }
    drawTrial(this.trial, answer, { state: this.state, action: this.action });
    map?.setLayer("rings", { type: "FeatureCollection", features: answer.features }, "rings");
    this.#showOverride(SIGNED.includes(this.action) && answer.ward_layers.some(({ partial }) => partial));
  }

  #tellTrial(text) {
    const line = document.createElement("p");
    line.className = "refused";
    line.textContent = text;
    this.trial.replaceChildren(line);
  }

  #showOverride(cuts) {
    const choice = this.form.querySelector("[data-override]");
    choice.hidden = !(cuts && this.state.is_schematic);
    if (choice.hidden) this.fields.override_schematic.checked = false;
  }

  #drawLayer(layer) {
    this.#layer = layer;
    this.options.showDrawing(layer);
    this.map()?.setDrawn(null);
    this.map()?.draw(layer ? "polygon" : null);
    const hint = this.page.querySelector("[data-map-hint]");
    hint.hidden = layer === null || this.map() === null;
    hint.textContent = this.state.words.finish;
  }

  async #send(event) {
    event.preventDefault();
    const button = this.form.querySelector("[type=submit]");
    const missing = this.#missing();
    this.#tellFault(missing?.sentence ?? "");
    if (missing) {
      missing.field.focus();
      return;
    }
    button.disabled = true;
    try {
      await request(`${this.path}/rings/${this.action}`, { method: "POST", body: this.#body(), headers: { "Idempotency-Key": this.#key } });
      location.reload();
    } catch (fault) {
      this.#tellFault(messageOf(fault));
      button.disabled = false;
    }
  }

  /** The first field without which the order would be refused, and how that is said; null when all is there. */
  #missing() {
    const { words } = this.state;
    const names = [...(MAY_REDRAW.includes(this.action) ? ["reason"] : []), ...(SIGNED.includes(this.action) ? ["document_number", "signer"] : [])];
    const empty = names.map((name) => this.fields[name]).find((field) => !field.value.trim());
    if (empty) return { field: empty, sentence: fill(words.order_needs, { name: empty.labels[0].textContent }) };
    const { override_schematic: override } = this.fields;
    const isOpen = !override.closest("[data-override]").hidden && !override.checked;
    return isOpen ? { field: override, sentence: words.order_needs_override } : null;
  }

  #body() {
    const body = {};
    const take = (name, value) => value && (body[name] = value);
    if (SIGNED.includes(this.action)) {
      body.document_number = this.fields.document_number.value.trim();
      body.signer = this.fields.signer.value.trim();
      take("start", this.fields.start.value && `${this.fields.start.value}:00${this.state.offset}`);
      take("planned_end", this.fields.planned_end.value);
      take("override_schematic", this.fields.override_schematic.checked);
    }
    if (REASONED.includes(this.action)) take("reason", this.fields.reason.value.trim());
    return this.isRedrawn ? { ...body, ...ringMembers(this.rings) } : body;
  }

  #tellFault(text) {
    const alert = this.form.querySelector("[data-alert]");
    alert.textContent = text;
    alert.hidden = !text;
    if (text) alert.scrollIntoView({ block: "nearest" });
  }
}

function messageOf(fault) {
  const named = fault instanceof Problem ? fault.errors.map(({ detail }) => detail).filter(Boolean) : [];
  return named.length ? named.join(" ") : fault.message;
}
