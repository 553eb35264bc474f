// The interactive map as a surface: MapLibre over the same shapes, loaded after the page is useful.
import { splitKind } from "./fold.js";
import { drawPatterns } from "./gl_patterns.js";
import { layersOf, readColours } from "./gl_style.js";
import { fetchOf } from "./live.js";
import { createTip } from "./tip.js";

const LABEL_FONT = "Inter SemiBold";
const CLOSEST_ZOOM = 15;

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
    return await draw(stage, box, { library, wards, districts, rings, levels, words, levelName, onSelect });
  } catch (fault) {
    box.remove();
    throw fault;
  }
}

async function draw(stage, box, { library, wards, districts, rings, levels, words, levelName, onSelect }) {
  const view = { filter: null, district: stage.dataset.district, patterns: false, rings: true, chosen: null, pointed: null };
  const boxes = boxesOf(wards);
  const whole = joined([...boxes.values()]);
  const ofDistrict = (code) =>
    wards.features.filter(({ properties }) => properties.district_code === code).map(({ properties }) => boxes.get(properties.ward_code));
  let colours = readColours(stage, levels);
  const map = new library.Map({
    container: box,
    style: { version: 8, sources: {}, layers: [] },
    bounds: view.district ? joined(ofDistrict(view.district)) : whole,
    fitBoundsOptions: { padding: freePadding(stage) },
    maxBounds: widened(whole),
    maxZoom: CLOSEST_ZOOM,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    locale: { "Map.Title": words.map_keys },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  await new Promise((resolve, reject) => {
    map.once("load", resolve);
    map.once("error", (event) => reject(event.error));
  }).catch((fault) => {
    map.remove();
    throw fault;
  });
  for (const [name, pixels, options] of drawPatterns(colours)) map.addImage(name, pixels, options);
  const source = (data) => ({ type: "geojson", data, promoteId: "ward_code", tolerance: 0.2 });
  map.addSource("wards", source(wards));
  map.addSource("districts", { type: "geojson", data: districts, tolerance: 0.2 });
  map.addSource("rings", { type: "geojson", data: rings, tolerance: 0.2 });
  map.addSource("ward-points", { type: "geojson", data: points(wards, "ward") });
  map.addSource("district-points", { type: "geojson", data: points(districts, "district") });
  for (const layer of layersOf(colours, levels, view)) map.addLayer(layer);
  addScale(stage, map, library);
  const names = new Map(wards.features.map(({ properties }) => [properties.ward_code, fullName(properties)]));
  const painted = new Map();
  connectPointer();

  function restyle() {
    for (const layer of layersOf(colours, levels, view)) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name, value);
      if (layer.layout?.visibility) map.setLayoutProperty(layer.id, "visibility", layer.layout.visibility);
      if (layer.filter) map.setFilter(layer.id, layer.filter);
    }
  }

  function pick(code) {
    for (const id of ["chosen", "chosen-casing"]) map.setFilter(id, ["==", ["get", "ward_code"], code ?? ""]);
  }

  function connectPointer() {
    const tip = createTip();
    map.on("mousemove", "wards", (event) => {
      const code = event.features[0].properties.ward_code;
      if (code !== view.pointed) map.setFilter("pointed", ["==", ["get", "ward_code"], code]);
      view.pointed = code;
      box.classList.add("over-ward");
      tip?.show(names.get(code), levelName(painted.get(code) ?? "unknown"), event.originalEvent);
    });
    map.on("mouseleave", "wards", () => {
      map.setFilter("pointed", ["==", ["get", "ward_code"], ""]);
      view.pointed = null;
      box.classList.remove("over-ward");
      tip?.hide();
    });
    map.on("click", "wards", (event) => onSelect(event.features[0].properties.ward_code));
  }

  return {
    paint(levelOf) {
      for (const code of names.keys()) {
        const level = levelOf(code) ?? "unknown";
        if (painted.get(code) === level) continue;
        painted.set(code, level);
        map.setFeatureState({ source: "wards", id: code }, { level });
      }
    },
    filter(level) {
      view.filter = level;
      restyle();
    },
    switches({ rings: ringsOn, patterns }) {
      view.rings = ringsOn;
      view.patterns = patterns;
      restyle();
    },
    select(code, { move = true } = {}) {
      view.chosen = code;
      pick(code);
      if (code !== null && move && boxes.has(code)) fit(around(boxes.get(code)), 12.5);
    },
    focusDistrict(code) {
      const inside = ofDistrict(code);
      if (inside.length) fit(joined(inside), CLOSEST_ZOOM);
    },
    showAll: () => fit(whole, CLOSEST_ZOOM),
    async renewRings(revision) {
      map.getSource("rings").setData(await readJson(stage.dataset.rings, revision));
    },
    recolour() {
      colours = readColours(stage, levels);
      for (const [name, pixels] of drawPatterns(colours)) map.updateImage(name, pixels);
      restyle();
    },
    zoomIn: () => map.zoomIn(),
    zoomOut: () => map.zoomOut(),
    settled: () => new Promise((resolve) => (map.loaded() ? resolve() : map.once("idle", resolve))),
  };

  function fit(bounds, maxZoom) {
    map.fitBounds(bounds, { padding: freePadding(stage), maxZoom, duration: 600 });
  }
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

function boxesOf(collection) {
  return new Map(collection.features.map(({ properties, geometry }) => [properties.ward_code, boxOf(geometry)]));
}

function boxOf({ type, coordinates }) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of coordinates.flat(type === "Polygon" ? 1 : 2)) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

function joined(boxes) {
  return [
    Math.min(...boxes.map((box) => box[0])),
    Math.min(...boxes.map((box) => box[1])),
    Math.max(...boxes.map((box) => box[2])),
    Math.max(...boxes.map((box) => box[3])),
  ];
}

/** A ward with something of its neighbors. */
function around([west, south, east, north]) {
  const more = 0.4 * Math.max(east - west, north - south);
  return [west - more, south - more, east + more, north + more];
}

/** Room to move the edge of the area to the middle of the window, and no farther. */
function widened([west, south, east, north]) {
  const [wide, high] = [1.5 * (east - west), 1.2 * (north - south)];
  return [west - wide, south - high, east + wide, north + high];
}

function points(collection, kind) {
  const features = collection.features.map(({ properties, geometry }) => {
    const [west, south, east, north] = boxOf(geometry);
    return {
      type: "Feature",
      properties: { label: bareName(properties[`${kind}_name`]), order: -(east - west) * (north - south) },
      geometry: { type: "Point", coordinates: properties.label_point },
    };
  });
  return { type: "FeatureCollection", features };
}

/** A name without its kind of unit, unless only a number would be left. */
function bareName(name) {
  const [kind] = splitKind(name);
  const bare = kind ? name.normalize("NFC").slice(kind.length + 1) : name;
  return /^\d+$/.test(bare) ? name : bare;
}

function fullName({ ward_name: name, district_name: district }) {
  return district ? `${name}, ${district}` : name;
}

function addScale(stage, map, library) {
  const place = stage.querySelector("[data-scale]");
  place?.replaceChildren(new library.ScaleControl({ maxWidth: 90 }).onAdd(map));
}
