// The interactive map as a surface: MapLibre over the same shapes, loaded after the page is useful.
import { emptyMap } from "./gl_empty_map.js";
import { around, boxesIn, boxesOf, homeOf, joined, points } from "./gl_geometry.js";
import { drawPatterns } from "./gl_patterns.js";
import { layersOf, readColours } from "./gl_style.js";
import { fetchOf } from "./live.js";
import { createTip } from "./tip.js";

const LABEL_FONT = "Inter SemiBold";
const CLOSEST_ZOOM = 15;
const CLOSE_ZOOM = 12.5;
/** In a frame so low every pixel goes to the map. */
const SMALL_PX = 200;
/** Pixels by which MapLibre may simplify; shapes come simplified together already. */
const TOLERANCE = 0.2;

/**
 * Draws the interactive map into the sheet. Rejects when it cannot be drawn (no WebGL 2, a file that does not come);
 * the drawing of the server then stays.
 */
export async function openGlMap(stage, { levels, words, levelName, onSelect }) {
  const [library, wards, districts, rings] = await Promise.all([
    import(stage.dataset.library),
    readJson(stage.dataset.wards),
    readJson(stage.dataset.districts),
    readJson(stage.dataset.rings),
    document.fonts.load(`600 16px "${LABEL_FONT}"`, "Đông Anh ẽ"),
  ]);
  const box = document.createElement("div");
  box.className = "gl";
  box.dataset.watermark = stage.querySelector(".watermark")?.textContent ?? "";
  stage.querySelector("[data-map]").prepend(box);
  try {
    const map = await mapOver(stage, box, { library, wards, words });
    const surface = new GlMap(stage, box, { library, map, wards, levels, levelName, onSelect });
    surface.furnish({ wards, districts, rings });
    return surface;
  } catch (fault) {
    box.remove();
    throw fault;
  }
}

class GlMap {
  constructor(stage, box, { library, map, wards, levels, levelName, onSelect }) {
    Object.assign(this, { stage, box, map, levels, levelName, onSelect });
    this.view = { filter: null, district: stage.dataset.district, patterns: false, rings: true, chosen: null, pointed: null };
    this.colours = readColours(stage, levels);
    this.boxes = boxesOf(wards);
    this.wards = new Map(wards.features.map(({ properties }) => [properties.ward_code, properties]));
    this.painted = new Map();
    this.home = homeOf(stage, this.wards, this.boxes);
    this.isMoved = false;
    map.on("movestart", (event) => event.originalEvent && this.moved());
    stage.querySelector("[data-scale]")?.replaceChildren(new library.ScaleControl({ maxWidth: 90 }).onAdd(map));
  }

  /** Puts shapes, patterns and layers in. */
  furnish({ wards, districts, rings }) {
    for (const [name, pixels, options] of drawPatterns(this.colours)) this.map.addImage(name, pixels, options);
    this.map.addSource("wards", { type: "geojson", data: wards, promoteId: "ward_code", tolerance: TOLERANCE });
    this.map.addSource("districts", { type: "geojson", data: districts, tolerance: TOLERANCE });
    this.map.addSource("rings", { type: "geojson", data: rings, tolerance: TOLERANCE });
    this.map.addSource("ward-points", { type: "geojson", data: points(wards, "ward") });
    this.map.addSource("district-points", { type: "geojson", data: points(districts, "district") });
    for (const layer of layersOf(this.colours, this.levels, this.view)) this.map.addLayer(layer);
    this.connectPointer();
  }

  /** Takes the shapes of other boundaries; whoever calls paints them next. */
  reshape({ wards, districts }) {
    this.map.removeFeatureState({ source: "wards" });
    this.map.getSource("wards").setData(wards);
    this.map.getSource("districts").setData(districts);
    this.map.getSource("ward-points").setData(points(wards, "ward"));
    this.map.getSource("district-points").setData(points(districts, "district"));
    this.boxes = boxesOf(wards);
    this.wards = new Map(wards.features.map(({ properties }) => [properties.ward_code, properties]));
    this.painted = new Map();
  }

  connectPointer() {
    const tip = createTip();
    this.map.on("mousemove", "wards", (event) => {
      const code = event.features[0].properties.ward_code;
      if (code !== this.view.pointed) this.point(code);
      tip?.show(fullName(this.wards.get(code)), this.levelName(this.painted.get(code) ?? "unknown"), event.originalEvent);
    });
    this.map.on("mouseleave", "wards", () => {
      this.point(null);
      tip?.hide();
    });
    this.map.on("click", "wards", (event) => this.onSelect(event.features[0].properties.ward_code));
  }

  point(code) {
    this.view.pointed = code;
    this.map.setFilter("pointed", ["==", ["get", "ward_code"], code ?? ""]);
    this.box.classList.toggle("over-ward", code !== null);
  }

  paint(levelOf) {
    for (const code of this.wards.keys()) {
      const level = levelOf(code) ?? "unknown";
      if (this.painted.get(code) === level) continue;
      this.painted.set(code, level);
      this.map.setFeatureState({ source: "wards", id: code }, { level });
    }
  }

  filter(level) {
    this.view.filter = level;
    this.restyle();
  }

  switches({ rings, patterns }) {
    Object.assign(this.view, { rings, patterns });
    this.restyle();
  }

  select(code, { move = true } = {}) {
    this.view.chosen = code;
    for (const id of ["chosen", "chosen-casing"]) this.map.setFilter(id, ["==", ["get", "ward_code"], code ?? ""]);
    if (code !== null && move && this.boxes.has(code)) this.fit(around(this.boxes.get(code)), CLOSE_ZOOM);
  }

  focusDistrict(code) {
    const inside = boxesIn(code, this.wards, this.boxes);
    if (inside.length) this.fit(joined(inside), CLOSEST_ZOOM);
  }

  async renewRings(revision) {
    this.map.getSource("rings").setData(await readJson(this.stage.dataset.rings, revision));
    await (await this.places)?.renew(revision);
  }

  /** Outlines of `cordons` and `areas`; their code and their shapes come once one is wanted. */
  async showPlaces(names) {
    if (!this.places && names.length === 0) return;
    this.places ??= import("./later/gl_places.js").then(({ openPlaces }) => openPlaces(this));
    await (await this.places).show(names);
  }

  /** Draws the borders of border wards in the layers given, or takes them away for null. */
  showBorder(borders, borderLayers) {
    this.view.border = borders !== null;
    this.borderLayers ??= borderLayers;
    if (borders !== null && this.map.getSource("border")) this.map.getSource("border").setData(borders);
    else if (borders !== null) {
      this.map.addSource("border", { type: "geojson", data: borders, tolerance: TOLERANCE });
      for (const layer of borderLayers(this.colours, true)) this.map.addLayer(layer, "pointed");
    }
    this.restyle();
  }

  /** Takes the colours of another theme. */
  recolour() {
    this.colours = readColours(this.stage, this.levels);
    this.places?.then((places) => places.recolour());
    for (const [name, pixels] of drawPatterns(this.colours)) this.map.updateImage(name, pixels);
    this.restyle();
  }

  restyle() {
    const beside = this.map.getSource("border") ? this.borderLayers(this.colours, this.view.border) : [];
    for (const layer of [...layersOf(this.colours, this.levels, this.view), ...beside]) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) this.map.setPaintProperty(layer.id, name, value);
      if (layer.layout?.visibility) this.map.setLayoutProperty(layer.id, "visibility", layer.layout.visibility);
      if (layer.filter) this.map.setFilter(layer.id, layer.filter);
    }
  }

  zoomIn() {
    this.moved();
    this.map.zoomIn();
  }

  zoomOut() {
    this.moved();
    this.map.zoomOut();
  }

  moved() {
    this.isMoved = true;
  }

  /** Puts the whole into the room left free once that has changed, unless the reader looks at something else by now. */
  frame() {
    if (!this.isMoved) this.map.fitBounds(this.home, { padding: freePadding(this.stage), duration: 0 });
  }

  /** Resolves once everything that is in view is drawn. */
  settled() {
    return new Promise((resolve) => (this.map.loaded() ? resolve() : this.map.once("idle", resolve)));
  }

  fit(bounds, maxZoom) {
    this.moved();
    this.map.fitBounds(bounds, { padding: freePadding(this.stage), maxZoom, duration: 600 });
  }
}

/** An empty map over the wards, or over the district of the page. */
function mapOver(stage, box, { library, wards, words }) {
  const boxes = boxesOf(wards);
  const codes = new Map(wards.features.map(({ properties }) => [properties.ward_code, properties]));
  const bounds = homeOf(stage, codes, boxes);
  return emptyMap(library, box, { boxes, bounds, padding: freePadding(stage), maxZoom: CLOSEST_ZOOM, keys: words.map_keys });
}

async function readJson(address, revision = 0) {
  return (await fetchOf(revision, address)).json();
}

/** Room that panels leave free, so that what is looked at stands in the middle of it. */
function freePadding(stage) {
  const whole = stage.querySelector("[data-map]").getBoundingClientRect();
  const box = (selector) => {
    const found = stage.querySelector(selector);
    const box = found?.getBoundingClientRect();
    return box?.height ? box : null;
  };
  const isPhone = matchMedia("(max-width: 859px)").matches;
  const panel = box("[data-panel]");
  const timeline = box("[data-timeline-card]");
  if (whole.height < SMALL_PX) return 4;
  if (isPhone) {
    const high = box(".summary") ?? box(".search");
    const low = Math.min(timeline?.top ?? whole.bottom, panel?.top ?? whole.bottom);
    return { top: (high?.bottom ?? whole.top) - whole.top + 16, bottom: Math.max(16, whole.bottom - low + 16), left: 12, right: 12 };
  }
  const rail = box(".rail");
  return {
    top: 24,
    bottom: timeline ? whole.bottom - timeline.top + 24 : 24,
    left: (rail?.right ?? whole.left) - whole.left + 12,
    right: panel ? whole.right - panel.left + 24 : 72,
  };
}

function fullName({ ward_name: name, district_name: district }) {
  return district ? `${name}, ${district}` : name;
}
