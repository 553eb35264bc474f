// Where the outbreak is: wards picked from the list or the map, or a shape drawn, typed or pasted.

import { make } from "./elements.js";
import { figures } from "./ring_legend.js";
import { corners, readPoint, readShape } from "./shapes.js";
import { connectWardFinder } from "./ward_finder.js";
import { fill } from "./words.js";

const TOOLS = { polygon: "polygon", point: "point" };

/**
 * @param own the districts the reader answers for; null: all.
 * @param wards gives the Map of code to { ward_name, district_code, district_name } once it is known.
 * @param map gives the drawing map, or null.
 * @param onLayerTool called with the ring layer that is drawn by hand from now on; null: none.
 * @param onFar called before a place changes that may lie out of sight.
 */
export function connectPlace(form, { draft, words, own, wards, map, onLayerTool, onFar }) {
  const place = new Place(form, { draft, words, own, wards, map, onLayerTool, onFar });
  place.listen();
  return place;
}

class Place {
  #finder = null;
  #layer = null;

  constructor(form, given) {
    Object.assign(this, { form, ...given });
    this.point = form.querySelector("[data-point]");
    this.paste = form.querySelector("[data-paste-shape]");
  }

  listen() {
    this.form.addEventListener("change", ({ target }) => target.name === "place-kind" && this.#choose(target.value));
    this.point.addEventListener("change", () => this.#typed(readPoint(this.point.value), "bad_point", this.point));
    this.form.querySelector("[data-use-shape]").addEventListener("click", () => this.#typed(readShape(this.paste.value), "bad_geojson", this.paste));
    this.form.querySelector("[data-clear-shape]").addEventListener("click", () => this.#clear());
  }

  openFinder({ wards, words }) {
    this.#finder = connectWardFinder(this.form.querySelector("[data-finder=find-place]"), {
      wards, words, onPick: (code) => {
        this.onFar();
        this.pick(code);
      },
    });
  }

  /** A ward was chosen on the map or in the list: once it is taken, twice it is left again. */
  pick(code) {
    const { kind, wards } = this.draft.value;
    if (kind !== "wards") return;
    this.draft.change({ wards: wards.includes(code) ? wards.filter((each) => each !== code) : [...wards, code] });
  }

  /** The map's tool has drawn something: the place, or a layer of the rings. */
  drawn(geometry, { isFinished }) {
    const { value } = this.draft;
    if (this.#layer) {
      if (geometry && isFinished) {
        const layers = { ...value.rings.layers, [this.#layer]: geometry };
        this.draft.change({ rings: { ...value.rings, layers } });
        this.drawLayer(null);
      }
      return;
    }
    // In the making the last corner is wherever the pointer is: shown, and not to be sent.
    if (TOOLS[value.kind]) this.draft.change({ shape: geometry, isUnfinished: !isFinished });
  }

  /** Lets the map's tool draw a layer of the rings; null gives it back to the place. */
  drawLayer(layer) {
    this.#layer = layer;
    this.onLayerTool(layer);
    if (layer) this.map()?.setDrawn(null);
    this.#useTool();
    if (!layer) this.map()?.setDrawn(this.draft.value.shape);
  }

  /** Takes away what is drawn and typed, after the draft was emptied. */
  startAgain() {
    this.#layer = null;
    this.onLayerTool(null);
    this.point.value = "";
    this.paste.value = "";
    this.#tellFault("");
    this.map()?.setDrawn(null);
    this.#useTool();
  }

  /** Puts the fields in the state of the draft. */
  show() {
    const { kind, wards, shape } = this.draft.value;
    for (const radio of this.form.querySelectorAll("[name=place-kind]")) radio.checked = radio.value === kind;
    for (const each of this.form.querySelectorAll("[data-kind]")) each.hidden = each.dataset.kind !== kind;
    this.#finder?.show(wards);
    const line = this.form.querySelector("[data-shape]");
    line.hidden = kind === "wards" || shape === null;
    line.querySelector("span").textContent = this.#shapeInWords(shape);
    if (kind === "point" && shape?.type === "Point" && document.activeElement !== this.point) {
      this.point.value = shape.coordinates.map((each) => each.toFixed(5)).join(" ");
    }
    this.map()?.setPicked(kind === "wards" ? wards : []);
    if (kind === "wards") this.warnOfOthers(wards);
  }

  /** What was kept of an earlier visit, put on the map. */
  async showOnMap() {
    const { kind, wards, shape } = this.draft.value;
    this.map().setPicked(kind === "wards" ? wards : []);
    this.#useTool();
    if (kind !== "wards") await this.map().setDrawn(shape);
  }

  #choose(kind) {
    const { shape } = this.draft.value;
    const fits = kind === "paste" || (kind === "point") === (shape?.type === "Point");
    this.#layer = null;
    this.onLayerTool(null);
    this.#tellFault("");
    this.draft.change({ kind, shape: kind !== "wards" && fits ? shape : null, isUnfinished: false });
    this.#useTool();
    this.map()?.setDrawn(this.draft.value.shape);
  }

  #useTool() {
    const tool = this.#layer ? "polygon" : (TOOLS[this.draft.value.kind] ?? null);
    this.map()?.draw(tool);
    const hint = document.querySelector("[data-map-hint]");
    hint.hidden = tool !== "polygon" || this.map() === null;
    hint.textContent = this.words.finish;
  }

  #typed(shape, fault, field) {
    const isBad = shape === null && field.value.trim() !== "";
    field.setAttribute("aria-invalid", String(isBad));
    this.#tellFault(isBad ? this.words[fault] : "");
    if (isBad) return;
    this.onFar();
    this.draft.change({ shape });
    this.map()?.setDrawn(shape);
  }

  #clear() {
    this.point.value = "";
    this.paste.value = "";
    this.draft.change({ shape: null });
    this.map()?.setDrawn(null);
  }

  #shapeInWords(shape) {
    if (shape === null) return this.words.no_shape;
    const { number } = figures(document.documentElement.lang);
    if (shape.type === "Polygon") return fill(this.words.corners, { n: number(corners(shape)) });
    if (shape.type === "MultiPolygon") return this.words.shape_parts;
    const [lon, lat] = shape.coordinates.map((each) => each.toFixed(5));
    return fill(this.words.point_at, { lon, lat });
  }

  /** Says at once what the service would refuse: wards of a district that somebody else answers for. */
  warnOfOthers(codes) {
    if (this.own === null) return undefined;
    const known = this.wards();
    const others = codes.filter((code) => known.has(code) && !this.own.includes(known.get(code).district_code));
    if (!others.length) return this.#tellFault("");
    const names = others.map((code) => known.get(code).ward_name).join(", ");
    const districts = [...new Set(others.map((code) => known.get(code).district_name))].join(", ");
    return this.#tellFault(fill(this.words.other_district, { wards: names, districts }));
  }

  #tellFault(text) {
    const element = this.form.querySelector("[data-place-fault]");
    element.hidden = !text;
    if (element.textContent !== text) element.replaceChildren(...(text ? [make("span", {}, text)] : []));
  }
}
