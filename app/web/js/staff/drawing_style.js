// The layers of the drawing map: wards as a quiet ground in the colours of their levels, and what pages put on it.

import { label, LEVEL, readColours } from "../gl_style.js";

const GROUND_OPACITY = 0.34;

/** Rings by layer: line forms by directive, and a tint that is deeper the stricter the layer; proposals are paler. */
const RINGS = { kind: "rings" };
/** A dashed line round something small. */
const OUTLINE = { line: "ink", width: 2.5, fill: "ink", fillOpacity: 0.06 };

/** Styles that pages call by name. */
export const NAMED_STYLES = {
  rings: RINGS,
  outline: OUTLINE,
  pointed: { line: "focus", width: 2.5, fill: "focus", fillOpacity: 0.16 },
  cordon: { line: "danger", width: 3, fill: "danger", fillOpacity: 0.14, label: "name" },
  area: { line: "accent", width: 2, dash: [2.5, 1.5], fill: "accent", fillOpacity: 0.08, label: "name" },
  barrier: { line: "focus", width: 4 },
  points: { point: "danger", pointSize: 6, label: "label" },
  removed: { fill: "ok", fillOpacity: 0.34, isFloor: true },
  added: { fill: "danger", fillOpacity: 0.34, isFloor: true },
};

/** The colours of the page in force, with those that name what is grave, odd or good. */
export function staffColours(stage, levels) {
  const page = getComputedStyle(stage);
  const own = ["accent", "danger", "warn", "ok"].map((name) => [name, page.getPropertyValue(`--${name}`).trim()]);
  return { ...readColours(stage, levels), ...Object.fromEntries(own) };
}

/** The layers under everything, from the ground up; `view` says which wards are picked, and which is pointed at. */
export function groundLayers(colours, levels, { picked, pointed }) {
  const isPicked = ["in", ["get", "ward_code"], ["literal", picked]];
  const join = { "line-join": "round" };
  const fill = ["match", LEVEL, ...levels.flatMap(({ id }) => [id, colours.fills[id]]), colours.fills.unknown];
  const growing = (low, high) => ["interpolate", ["linear"], ["zoom"], 8, low, 13, high];
  return [
    { id: "ground", type: "background", paint: { "background-color": colours.ground } },
    { id: "wards", type: "fill", source: "wards", paint: { "fill-color": fill, "fill-opacity": GROUND_OPACITY, "fill-antialias": false } },
    { id: "no-data", type: "fill", source: "wards", paint: { "fill-pattern": "reverse_hatch", "fill-opacity": ["case", ["==", LEVEL, "unknown"], 0.7, 0] } },
    { id: "ward-lines", type: "line", source: "wards", layout: join, paint: { "line-color": colours.wardLine, "line-width": growing(0.5, 1.8) } },
    { id: "district-lines", type: "line", source: "districts", layout: join, paint: { "line-color": colours.districtLine, "line-opacity": colours.districtOpacity, "line-width": growing(1, 2.2) } },
    { id: "picked-fill", type: "fill", source: "wards", filter: isPicked, paint: { "fill-color": colours.focus, "fill-opacity": 0.12 } },
    { id: "pointed", type: "line", source: "wards", filter: ["==", ["get", "ward_code"], pointed], layout: join, paint: { "line-color": colours.ink, "line-width": 2 } },
    { id: "picked", type: "line", source: "wards", filter: isPicked, layout: join, paint: { "line-color": colours.focus, "line-width": 3.5 } },
    // Pages put their layers under these two: what rings change under the first, rings and all else under the second.
    { id: "floor", type: "background", paint: { "background-opacity": 0 } },
    { id: "names", type: "background", paint: { "background-opacity": 0 } },
    label("ward-names", "ward-points", colours, { minzoom: 10.6, size: ["interpolate", ["linear"], ["zoom"], 10.6, 11, 14, 15] }),
    label("district-names", "district-points", colours, { maxzoom: 11.4, size: ["interpolate", ["linear"], ["zoom"], 8, 11.5, 11.4, 15] }),
  ];
}

/**
 * The layers of one collection. A style is a name of `NAMED_STYLES` or `{ line, width, dash, fill, fillOpacity, point,
 * pointSize, label, filter, isFloor }`: colours by the names of the page's own (`ink`, `accent`, `danger`, `warn`, `ok`, `focus`),
 * `label` the property that is written along it, `isFloor` what lies under all others.
 */
export function ownLayers(name, style, colours) {
  return style.kind === "rings" ? ringLayers(name, colours) : plainLayers(name, style, colours);
}

function plainLayers(name, style, colours) {
  const source = `own-${name}`;
  const base = { source, ...(style.filter ? { filter: style.filter } : {}) };
  const id = (part) => `${source}:${part}`;
  const layers = [];
  if (style.fill) layers.push({ ...base, id: id("fill"), type: "fill", paint: { "fill-color": colours[style.fill], "fill-opacity": style.fillOpacity ?? 0.12 } });
  if (style.line) {
    const width = style.width ?? 2;
    layers.push({ ...base, id: id("casing"), type: "line", layout: { "line-join": "round" }, paint: { "line-color": colours.surface, "line-width": width + 3, "line-opacity": 0.9 } });
    layers.push({
      ...base, id: id("line"), type: "line", layout: { "line-join": "round" },
      paint: { "line-color": colours[style.line], "line-width": width, ...(style.dash ? { "line-dasharray": style.dash } : {}) },
    });
  }
  if (style.point) {
    layers.push({
      ...base, id: id("point"), type: "circle",
      paint: { "circle-color": colours[style.point], "circle-radius": style.pointSize ?? 6, "circle-stroke-color": colours.surface, "circle-stroke-width": 2 },
    });
  }
  if (style.label) layers.push({ ...base, id: id("label"), ...labelled(["get", style.label], colours) });
  return layers;
}

const FORMS = [
  { directive: "19", width: 3, dash: [0.1, 2], tint: 0.05 },
  { directive: "15", width: 3, dash: [2.6, 1.5], tint: 0.13 },
  { directive: "16", width: 4.5, dash: null, tint: 0.28 },
];

/** Solid, dashed and dotted by directive; a line is the outer edge of its layer and all stricter ones together. */
function ringLayers(name, colours) {
  const source = `own-${name}`;
  const of = (directive) => ["==", ["get", "directive"], directive];
  const fills = FORMS.map(({ directive, tint }) => ({
    id: `${source}:fill-${directive}`, type: "fill", source, filter: of(directive),
    paint: { "fill-color": colours.ink, "fill-opacity": tint, "fill-antialias": false },
  }));
  const lines = FORMS.flatMap(({ directive, width, dash }) => {
    const cap = directive === "19" ? "round" : "butt";
    const scaled = ["interpolate", ["linear"], ["zoom"], 8, width * 0.6, 12, width];
    return [
      { id: `${source}:casing-${directive}`, type: "line", source, filter: of(directive), layout: { "line-join": "round" }, paint: { "line-color": colours.surface, "line-width": width + 3, "line-opacity": 0.92 } },
      {
        id: `${source}:line-${directive}`, type: "line", source, filter: of(directive), layout: { "line-join": "round", "line-cap": cap },
        paint: { "line-color": colours.ink, "line-width": scaled, ...(dash ? { "line-dasharray": dash } : {}) },
      },
    ];
  });
  const text = ["concat", "CT ", ["get", "directive"]];
  return [...fills, ...lines, { id: `${source}:label`, source: `${source}-edges`, ...labelled(text, colours) }];
}

function labelled(text, colours) {
  return {
    type: "symbol",
    layout: {
      "symbol-placement": "line", "symbol-spacing": 420, "text-field": text, "text-font": ["Inter SemiBold"], "text-size": 12,
      "text-keep-upright": true, "text-offset": [0, -0.95],
    },
    paint: { "text-color": colours.ink, "text-halo-color": colours.surface, "text-halo-width": 2 },
  };
}
