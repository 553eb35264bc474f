// Where a place lies: a shape drawn on the map, wards taken whole, or GeoJSON pasted. One way at a time counts.

import { connectWardFinder } from "./ward_finder.js";

/**
 * Brings the field to life; `value()` is `{place}`, `{ward_codes}` or null when nothing is chosen.
 *
 * @param map the drawing map, or null: then drawing is left out.
 * @param onUse called with the field once somebody chooses a way in it.
 */
export function connectPlaceField(element, options) {
  return new PlaceField(element, options);
}

class PlaceField {
  #way = "wards";
  #codes = [];
  #shape = null;

  constructor(element, { map, wards, words, onUse }) {
    Object.assign(this, { element, map, onUse });
    this.finder = connectWardFinder(element.querySelector("[data-finder]"), { wards, words, onPick: (code) => this.#toggle(code) });
    this.json = element.querySelector("[data-geojson]");
    this.start = element.querySelector("[data-draw]");
    for (const button of this.#buttons()) button.addEventListener("click", () => this.#choose(button.dataset.way));
    this.start.addEventListener("click", () => this.#draw());
    this.#button("draw").hidden = map === null;
  }

  /** The map shows what is chosen here, and hands its clicks to this field. */
  show() {
    if (!this.map) return;
    this.map.setPicked(this.#way === "wards" ? this.#codes : []);
    this.map.setDrawn(this.#way === "draw" ? this.#shape : null);
    this.map.draw(this.#way === "draw" ? "polygon" : null);
  }

  pick(code) {
    if (this.#way === "wards") this.#toggle(code);
  }

  drawn(shape) {
    if (this.#way !== "draw") return;
    this.#shape = shape;
    this.element.querySelector("[data-drawn]").hidden = shape === null;
    if (shape) this.start.textContent = this.start.dataset.again;
  }

  value() {
    if (this.#way === "wards") return this.#codes.length ? { ward_codes: this.#codes } : null;
    if (this.#way === "draw") return this.#shape ? { place: this.#shape } : null;
    return this.#pasted();
  }

  #pasted() {
    const text = this.json.value.trim();
    if (!text) return null;
    try {
      const parsed = JSON.parse(text);
      const place = parsed.type === "FeatureCollection" ? parsed.features[0].geometry : (parsed.geometry ?? parsed);
      if (!place?.type) throw new Error("no geometry");
      return { place };
    } catch {
      throw new Error(this.json.dataset.wrong);
    }
  }

  #choose(way) {
    this.#way = way;
    for (const button of this.#buttons()) button.setAttribute("aria-pressed", String(button.dataset.way === way));
    for (const part of this.element.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== way;
    this.onUse(this);
    this.show();
  }

  #draw() {
    this.drawn(null);
    this.map?.setDrawn(null);
    this.map?.draw("polygon");
  }

  #toggle(code) {
    this.#codes = this.#codes.includes(code) ? this.#codes.filter((each) => each !== code) : [...this.#codes, code];
    this.finder.show(this.#codes);
    this.map?.setPicked(this.#codes);
  }

  #buttons() {
    return [...this.element.querySelectorAll("[data-way]")];
  }

  #button(way) {
    return this.#buttons().find((each) => each.dataset.way === way);
  }
}
