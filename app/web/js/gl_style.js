// The layers of the interactive map, in the colours of the page's own stylesheets.

const ALWAYS_HATCHED = "unknown";
export const LEVEL = ["coalesce", ["feature-state", "level"], ALWAYS_HATCHED];

/** The colours in force: of the page, and of each level. */
export function readColours(stage, levels) {
  const page = getComputedStyle(stage);
  const probe = document.createElement("span");
  stage.append(probe);
  const fills = levels.map(({ id }) => {
    probe.className = `lv-${id}`;
    return [id, getComputedStyle(probe).getPropertyValue("--fill").trim()];
  });
  probe.remove();
  const value = (name) => page.getPropertyValue(name).trim();
  return {
    fills: Object.fromEntries(fills),
    ground: value("--map-ground"),
    wardLine: value("--ward-line"),
    districtLine: value("--district-line"),
    districtOpacity: Number(value("--district-opacity")),
    surface: value("--surface"),
    ink: value("--ink"),
    accent: value("--accent"),
    proposed: value("--ink-3"),
    focus: value("--focus"),
    hatch: value("--hatch-none"),
  };
}

/** All layers, from the ground up. `view` says what is switched on: `filter`, `district`, `patterns`, `rings`, `chosen`, `pointed`. */
export function layersOf(colours, levels, view) {
  const match = (values, other) => ["match", LEVEL, ...levels.flatMap(({ id }) => [id, values(id)]), other];
  const off = isShown(view) === true ? 1 : ["case", isShown(view), 1, 0.14];
  const growing = (low, high) => ["interpolate", ["linear"], ["zoom"], 8, low, 13, high];
  return [
    { id: "ground", type: "background", paint: { "background-color": colours.ground } },
    { id: "wards", type: "fill", source: "wards", paint: { "fill-color": match((id) => colours.fills[id], colours.fills.unknown), "fill-opacity": off, "fill-antialias": false } },
    ...levels.filter(({ pattern }) => pattern !== "none").map(({ id, pattern }) => ({
      id: `pattern-${id}`,
      type: "fill",
      source: "wards",
      // A pattern cannot follow a feature's state, its opacity can: one layer a level.
      paint: { "fill-pattern": pattern, "fill-opacity": shownPattern(id, view) },
    })),
    { id: "ward-lines", type: "line", source: "wards", layout: { "line-join": "round" }, paint: { "line-color": colours.wardLine, "line-width": growing(0.35, 1.6) } },
    { id: "district-lines", type: "line", source: "districts", layout: { "line-join": "round" }, paint: { "line-color": colours.districtLine, "line-opacity": colours.districtOpacity, "line-width": growing(1, 2.2) } },
    { id: "pointed", type: "line", source: "wards", filter: ["==", ["get", "ward_code"], view.pointed ?? ""], layout: { "line-join": "round" }, paint: { "line-color": colours.ink, "line-width": 2 } },
    ...ringLayers(colours, view),
    { id: "chosen-casing", type: "line", source: "wards", filter: ["==", ["get", "ward_code"], view.chosen ?? ""], layout: { "line-join": "round" }, paint: { "line-color": colours.surface, "line-width": 8 } },
    { id: "chosen", type: "line", source: "wards", filter: ["==", ["get", "ward_code"], view.chosen ?? ""], layout: { "line-join": "round" }, paint: { "line-color": colours.focus, "line-width": 4 } },
    label("ward-names", "ward-points", colours, { minzoom: 10.6, size: ["interpolate", ["linear"], ["zoom"], 10.6, 11, 14, 15] }),
    label("district-names", "district-points", colours, { maxzoom: 11.4, size: ["interpolate", ["linear"], ["zoom"], 8, 11.5, 11.4, 15] }),
  ];
}

function shownPattern(id, view) {
  const on = id === ALWAYS_HATCHED || view.patterns;
  return on ? ["case", ["!=", LEVEL, id], 0, isShown(view), 1, 0.14] : 0;
}

/** Which wards do not step back: those at the level and in the district chosen. */
function isShown({ filter, district }) {
  const wanted = [];
  if (filter !== null) wanted.push(["==", LEVEL, filter]);
  if (district) wanted.push(["==", ["get", "district_code"], district]);
  return wanted.length ? ["all", ...wanted] : true;
}

/** Lines by directive: solid 16, dashed 15, dotted 19; those only proposed are paler and thinner. */
function ringLayers(colours, view) {
  const forms = [
    ["19", 3, [0.1, 2]],
    ["15", 3, [2.6, 1.5]],
    ["16", 4.5, null],
  ];
  const visibility = view.rings ? "visible" : "none";
  const layers = [];
  for (const status of ["proposed", "issued"]) {
    for (const [form, width, dashes] of forms) {
      const filter = ["all", ["==", ["get", "ring_status"], status], ["==", ["get", "directive"], form]];
      const wide = status === "issued" ? width : width * 0.65;
      const scaled = ["interpolate", ["linear"], ["zoom"], 8, wide * 0.6, 12, wide];
      const cased = ["interpolate", ["linear"], ["zoom"], 8, wide * 0.6 + 2, 12, wide + 4];
      layers.push({
        id: `ring-casing-${status}-${form}`, type: "line", source: "rings", filter,
        layout: { "line-join": "round", visibility }, paint: { "line-color": colours.surface, "line-width": cased, "line-opacity": 0.92 },
      });
      layers.push({
        id: `ring-${status}-${form}`, type: "line", source: "rings", filter,
        layout: { "line-join": "round", "line-cap": form === "19" ? "round" : "butt", visibility },
        paint: { "line-color": status === "issued" ? colours.ink : colours.proposed, "line-width": scaled, ...(dashes ? { "line-dasharray": dashes } : {}) },
      });
    }
  }
  layers.push({
    id: "ring-names", type: "symbol", source: "rings", minzoom: 9.5,
    layout: {
      visibility, "symbol-placement": "line", "symbol-spacing": 500, "text-field": ["concat", "CT ", ["get", "directive"]],
      "text-font": ["Inter SemiBold"], "text-size": 12, "text-keep-upright": true, "text-offset": [0, -0.9],
    },
    paint: { "text-color": colours.ink, "text-halo-color": colours.surface, "text-halo-width": 2 },
  });
  return layers;
}

/** A layer of names, from the `label` of points. */
export function label(id, source, colours, { minzoom = 0, maxzoom = 24, size }) {
  return {
    id, type: "symbol", source, minzoom, maxzoom,
    layout: {
      "text-field": ["get", "label"], "text-font": ["Inter SemiBold"], "text-size": size, "text-max-width": 7, "text-padding": 4,
      "symbol-sort-key": ["get", "order"],
    },
    paint: { "text-color": colours.ink, "text-halo-color": colours.surface, "text-halo-width": 1.6 },
  };
}
