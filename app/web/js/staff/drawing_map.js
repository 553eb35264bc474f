// A map on which staff pick wards and draw places; pages about outbreaks, cordons, areas and rounds share it.
//
//   const map = await openDrawingMap(stage, { onPick, onDraw, picked })
//   if (map === null) …            no WebGL 2: the page goes on by list, search and pasted GeoJSON
//   map.setLayer("rings", featureCollection, "rings")
//   map.draw("polygon")            clicks draw until `draw(null)`; without a tool they pick wards
//
// The stage is the element of `staff/_drawing_map.html`; what it needs to fetch stands in its data attributes.
import { emptyMap, isStill } from "../gl_empty_map.js";
import { boxOf, boxesOf, homeOf, joined, points } from "../gl_geometry.js";
import { drawPatterns } from "../gl_patterns.js";
import { createTip } from "../tip.js";
import { groundLayers, NAMED_STYLES, ownLayers, staffColours } from "./drawing_style.js";
import { openDrawingTool } from "./drawing_tool.js";

const LABEL_FONT = "Inter SemiBold";
const CLOSEST_ZOOM = 18;
const FIT_ZOOM = 14.5;
const MARGIN_PX = 36;
const TOLERANCE = 0.2;

/**
 * Opens the map, or answers null where none can be drawn; the stage then shows the sentence that says so.
 *
 * @param onPick called with the code of a ward that was clicked while no tool is drawing.
 * @param onDraw called with what is drawn, `(geometry, { isFinished })`; geometry null: it was taken back.
 * @param picked codes of the wards marked at first.
 * @param padding how many pixels at each side panels cover: `() => ({ top, right, bottom, left })`.
 */
export async function openDrawingMap(stage, { onPick = () => {}, onDraw = () => {}, picked = [], padding = null } = {}) {
  try {
    const [library, wards, districts, zones] = await Promise.all([
      import(stage.dataset.library),
      readJson(stage.dataset.wards),
      readJson(stage.dataset.districts),
      readJson(stage.dataset.zones),
      document.fonts.load(`600 16px "${LABEL_FONT}"`, "Đông Anh ẽ"),
    ]);
    const map = await mapOver(stage, { library, wards });
    const surface = new DrawingMap(stage, { library, map, wards, districts, zones, padding, onPick, onDraw });
    surface.setPicked(picked);
    stage.dataset.ready = "gl";
    return surface;
  } catch (fault) {
    console.info("map:", fault.message);
    stage.querySelector(".gl")?.remove();
    stage.dataset.ready = "none";
    return null;
  }
}

class DrawingMap {
  #tool = null;
  #layers = new Map();
  #stop = new AbortController();

  constructor(stage, { library, map, wards, districts, zones, padding, onPick, onDraw }) {
    Object.assign(this, { stage, map, onPick, onDraw, padding });
    this.levels = JSON.parse(stage.dataset.words).levels;
    this.wards = new Map(wards.features.map(({ properties }) => [properties.ward_code, properties]));
    this.boxes = boxesOf(wards);
    this.levelOf = new Map(zones.items.map(({ ward_code: code, level }) => [code, level]));
    this.view = { picked: [], pointed: "" };
    this.#furnish(wards, districts);
    this.#connect(library);
  }

  /** Puts a collection on the map under a name, over what stood there; null takes it away. Style: see `ownLayers`. */
  setLayer(name, collection, style = "outline") {
    const source = `own-${name}`;
    const form = typeof style === "string" ? NAMED_STYLES[style] : style;
    if (this.#layers.has(name) && this.#layers.get(name) !== form) this.#remove(name);
    if (collection === null) return this.#remove(name);
    const data = { [source]: collection, ...(form.kind === "rings" ? { [`${source}-edges`]: edgesOf(collection) } : {}) };
    const isKnown = Boolean(this.map.getSource(source));
    for (const [id, each] of Object.entries(data)) {
      if (isKnown) this.map.getSource(id).setData(each);
      else this.map.addSource(id, { type: "geojson", data: each, tolerance: TOLERANCE });
    }
    if (!isKnown) {
      for (const layer of ownLayers(name, form, this.colours)) this.map.addLayer(layer, form.isFloor ? "floor" : "names");
      this.#layers.set(name, form);
    }
    return undefined;
  }

  /** Marks these wards, and no others. */
  setPicked(codes) {
    this.view.picked = [...codes];
    this.#restyle();
  }

  /** What clicks do from now on: `polygon` or `point` draw, null picks wards. */
  async draw(kind) {
    if (kind !== null) await this.#openTool();
    this.#tool?.use(kind);
    this.drawing = kind;
    this.stage.dataset.drawing = kind ?? "";
    this.#point("");
  }

  /** Shows this geometry as the one drawn (Point, Polygon, MultiPolygon); null takes it away. Tells nobody. */
  async setDrawn(geometry) {
    if (geometry === null && this.#tool === null) return;
    await this.#openTool();
    this.#tool.set(geometry);
  }

  /** Puts wards, given by code, or a box [west, south, east, north], or a GeoJSON object into the free area. */
  fit(place, { maxZoom = FIT_ZOOM, duration = 500 } = {}) {
    const box = this.#boxOf(place);
    if (box) this.map.fitBounds(box, { padding: this.#free(), maxZoom, duration: isStill() ? 0 : duration });
  }

  zoomBy(steps) {
    this.map.zoomTo(this.map.getZoom() + steps);
  }

  /** Resolves once everything that is in view is drawn. */
  settled() {
    return new Promise((resolve) => (this.map.loaded() ? resolve() : this.map.once("idle", resolve)));
  }

  destroy() {
    this.#stop.abort();
    this.#tool?.stop();
    this.map.remove();
    this.stage.querySelector(".gl")?.remove();
  }

  #furnish(wards, districts) {
    this.colours = staffColours(this.stage, this.levels);
    for (const [name, pixels, options] of drawPatterns(this.colours)) this.map.addImage(name, pixels, options);
    this.map.addSource("wards", { type: "geojson", data: wards, promoteId: "ward_code", tolerance: TOLERANCE });
    this.map.addSource("districts", { type: "geojson", data: districts, tolerance: TOLERANCE });
    this.map.addSource("ward-points", { type: "geojson", data: points(wards, "ward") });
    this.map.addSource("district-points", { type: "geojson", data: points(districts, "district") });
    for (const layer of groundLayers(this.colours, this.levels, this.view)) this.map.addLayer(layer);
    for (const [code, level] of this.levelOf) this.map.setFeatureState({ source: "wards", id: code }, { level });
  }

  #connect(library) {
    const tip = createTip();
    const codeAt = (event) => event.features[0].properties.ward_code;
    this.map.on("mousemove", "wards", (event) => {
      if (this.drawing) return tip?.hide();
      const code = codeAt(event);
      if (code !== this.view.pointed) this.#point(code);
      const { ward_name: name, district_name: district } = this.wards.get(code);
      const level = this.levels.find(({ id }) => id === this.levelOf.get(code));
      return tip?.show(district ? `${name}, ${district}` : name, level?.label ?? "", event.originalEvent);
    });
    this.map.on("mouseleave", "wards", () => {
      this.#point("");
      tip?.hide();
    });
    this.map.on("click", "wards", (event) => this.drawing || this.onPick(codeAt(event)));
    this.stage.querySelector("[data-scale]")?.replaceChildren(new library.ScaleControl({ maxWidth: 90 }).onAdd(this.map));
    this.#connectZoom();
    const recolour = () => requestAnimationFrame(() => this.#recolour());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour, { signal: this.#stop.signal });
    const watcher = new MutationObserver(recolour);
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.#stop.signal.addEventListener("abort", () => watcher.disconnect());
  }

  #connectZoom() {
    const zoom = this.stage.querySelector("[data-zoom]");
    if (!zoom) return;
    zoom.hidden = false;
    const { signal } = this.#stop;
    zoom.querySelector("[data-zoom-in]").addEventListener("click", () => this.zoomBy(1), { signal });
    zoom.querySelector("[data-zoom-out]").addEventListener("click", () => this.zoomBy(-1), { signal });
  }

  async #openTool() {
    this.opening ??= openDrawingTool(this.stage, this.map, { colours: this.colours, onDraw: (...told) => this.onDraw(...told) });
    this.#tool = await this.opening;
  }

  #point(code) {
    this.view.pointed = code;
    this.map.setFilter("pointed", ["==", ["get", "ward_code"], code]);
    this.stage.classList.toggle("over-ward", code !== "");
  }

  #remove(name) {
    for (const { id } of this.map.getStyle().layers) {
      if (id.startsWith(`own-${name}:`)) this.map.removeLayer(id);
    }
    for (const id of [`own-${name}`, `own-${name}-edges`]) if (this.map.getSource(id)) this.map.removeSource(id);
    this.#layers.delete(name);
  }

  #recolour() {
    this.colours = staffColours(this.stage, this.levels);
    for (const [name, pixels] of drawPatterns(this.colours)) this.map.updateImage(name, pixels);
    this.#restyle();
    for (const [name, form] of this.#layers) this.#paint(ownLayers(name, form, this.colours));
    this.#tool?.recolour(this.colours);
  }

  #restyle() {
    this.#paint(groundLayers(this.colours, this.levels, this.view));
  }

  #paint(layers) {
    for (const layer of layers) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.map.setPaintProperty(layer.id, name, value);
      if (layer.filter) this.map.setFilter(layer.id, layer.filter);
    }
  }

  #boxOf(place) {
    if (!Array.isArray(place)) return place ? boxOfAll(place) : null;
    if (place.length === 4 && place.every((each) => typeof each === "number")) return place;
    const boxes = place.map((code) => this.boxes.get(code)).filter(Boolean);
    return boxes.length ? joined(boxes) : null;
  }

  #free() {
    const covered = this.padding?.() ?? {};
    return Object.fromEntries(["top", "right", "bottom", "left"].map((side) => [side, (covered[side] ?? 0) + MARGIN_PX]));
  }
}

/** An empty map over the district of the stage, or over everything. */
function mapOver(stage, { library, wards }) {
  const boxes = boxesOf(wards);
  const byCode = new Map(wards.features.map(({ properties }) => [properties.ward_code, properties]));
  const box = document.createElement("div");
  box.className = "gl";
  box.dataset.watermark = stage.dataset.watermark ?? "";
  stage.querySelector("[data-map]").prepend(box);
  const bounds = homeOf(stage, byCode, boxes);
  return emptyMap(library, box, { boxes, bounds, padding: MARGIN_PX, maxZoom: CLOSEST_ZOOM, keys: JSON.parse(stage.dataset.words).map_keys });
}

/** The outer edges of polygons as lines: what a ring leaves to the stricter one inside it bears no name of its own. */
function edgesOf(collection) {
  const shells = ({ type, coordinates }) => (type === "Polygon" ? [coordinates[0]] : type === "MultiPolygon" ? coordinates.map(([shell]) => shell) : []);
  const features = collection.features.filter(({ geometry }) => geometry)
    .map((each) => ({ ...each, geometry: { type: "MultiLineString", coordinates: shells(each.geometry) } }));
  return { type: "FeatureCollection", features };
}

/** The box round a geometry, a feature, or all features of a collection; null when there is nothing. */
function boxOfAll(document) {
  const geometries = document.features?.map(({ geometry }) => geometry) ?? [document.geometry ?? document];
  const boxes = geometries.filter(Boolean).map(boxOf);
  return boxes.length ? joined(boxes) : null;
}

async function readJson(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}
