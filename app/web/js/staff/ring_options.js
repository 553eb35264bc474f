// The controls of how rings are drawn: a mode, sliders with their numbers, two switches, layers drawn by hand.

import { make } from "./elements.js";
import { readShape } from "./shapes.js";

const SLIDES = ["order", "outer_order", "core_m", "next_m", "outer_m"];
const FIRST = { outer_order: 3, outer_m: 3000 };

/**
 * Brings the element of `staff/_ring_options.html` to life.
 *
 * @param onChange called with the part that changed, such as `{ next_m: 800 }`.
 * @param onDraw called with the layer to be drawn by hand (`core`, `next`, `outer`), or null when that ends.
 * @returns `{ show(rings), showDrawing(layer) }`
 */
export function connectRingOptions(element, { words, onChange, onDraw }) {
  const options = new RingOptions(element, { words, onChange, onDraw });
  options.listen();
  return options;
}

class RingOptions {
  constructor(element, { words, onChange, onDraw }) {
    Object.assign(this, { element, words, onChange, onDraw });
    this.slides = new Map(SLIDES.map((name) => {
      const box = element.querySelector(`[data-slide="${name}"]`);
      return [name, { box, range: box.querySelector("[data-range]"), number: box.querySelector("[data-number]") }];
    }));
  }

  listen() {
    this.element.addEventListener("change", ({ target }) => {
      if (target.matches("[type=radio]")) this.onChange({ mode: target.value });
      if (target.dataset.flag) this.onChange({ [target.dataset.flag]: target.checked });
      if (target.dataset.toDistrict) this.#toDistrict(target.dataset.toDistrict, target.checked);
      if (target.dataset.paste) this.#paste(target);
    });
    for (const [name, { range, number }] of this.slides) {
      range.addEventListener("input", () => this.#slid(name, Number(range.value)));
      number.addEventListener("input", () => number.value !== "" && this.#slid(name, Number(number.value)));
    }
    this.element.addEventListener("click", ({ target }) => {
      const line = target.closest("[data-layer]");
      if (target.closest("[data-draw]")) this.onDraw(this.drawing === line.dataset.layer ? null : line.dataset.layer);
      if (target.closest("[data-clear]")) this.#setLayer(line.dataset.layer, null);
    });
  }

  show(rings) {
    this.rings = rings;
    for (const radio of this.element.querySelectorAll("[type=radio]")) radio.checked = radio.value === rings.mode;
    for (const each of this.element.querySelectorAll("[data-about]")) each.hidden = each.dataset.about !== rings.mode;
    for (const each of this.element.querySelectorAll("[data-of]")) each.hidden = each.dataset.of !== rings.mode;
    for (const each of this.element.querySelectorAll("[data-flag]")) each.checked = rings[each.dataset.flag];
    for (const each of this.element.querySelectorAll("[data-to-district]")) {
      each.checked = rings[each.dataset.toDistrict] === null;
      this.slides.get(each.dataset.toDistrict).box.hidden = each.checked;
    }
    for (const [name, { range, number }] of this.slides) {
      if (rings[name] === null) continue;
      range.value = rings[name];
      if (Number(number.value) !== rings[name] || number.value === "") number.value = rings[name];
    }
    this.#showLayers();
  }

  /** Marks the layer that the map's tool draws now; null: none. */
  showDrawing(layer) {
    this.drawing = layer;
    for (const line of this.element.querySelectorAll("[data-layer]")) {
      line.querySelector("[data-draw]").setAttribute("aria-pressed", String(line.dataset.layer === layer));
    }
  }

  /** A further layer stays outside the nearer one while either is moved. */
  #slid(name, value) {
    if (!Number.isFinite(value)) return;
    const { next_m: next, outer_m: outer, order, outer_order: outerOrder } = { ...this.rings, [name]: value };
    const part = { [name]: value };
    if (name === "next_m" && outer !== null && outer <= next) part.outer_m = next + 100;
    if (name === "order" && outerOrder !== null && outerOrder <= order) part.outer_order = order + 1;
    this.onChange(part);
  }

  #toDistrict(name, isWhole) {
    const { order, next_m: next } = this.rings;
    const least = name === "outer_order" ? order + 1 : next + 100;
    this.onChange({ [name]: isWhole ? null : Math.max(FIRST[name], least) });
  }

  #paste(field) {
    const text = field.value.trim();
    const shape = text ? readShape(text) : null;
    field.setAttribute("aria-invalid", String(Boolean(text) && (shape === null || shape.type === "Point")));
    if (!text || (shape && shape.type !== "Point")) this.#setLayer(field.dataset.paste, shape);
  }

  #setLayer(layer, shape) {
    const { [layer]: before, ...others } = this.rings.layers;
    this.onChange({ layers: shape ? { ...others, [layer]: shape } : others });
  }

  #showLayers() {
    for (const line of this.element.querySelectorAll("[data-layer]")) {
      const isDrawn = Boolean(this.rings.layers[line.dataset.layer]);
      const clear = make("button", { type: "button", class: "link", "data-clear": true }, this.words.clear);
      line.querySelector("[data-state]").replaceChildren(...(isDrawn ? [`${this.words.drawn} `, clear] : []));
    }
  }
}
