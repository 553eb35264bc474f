// Places given as text, in words, and as small pictures.

const PLACES = ["Point", "Polygon", "MultiPolygon"];

/** The geometry in a pasted GeoJSON text: itself, of a feature, or of the only feature of a collection; else null. */
export function readShape(text) {
  try {
    const document = JSON.parse(text);
    const only = document.type === "FeatureCollection" && document.features?.length === 1 ? document.features[0] : document;
    const geometry = only.type === "Feature" ? only.geometry : only;
    if (!PLACES.includes(geometry?.type) || !Array.isArray(geometry.coordinates)) return null;
    return isFinitePositions(geometry.coordinates) ? { type: geometry.type, coordinates: geometry.coordinates } : null;
  } catch {
    return null;
  }
}

/** A point typed as longitude and latitude, with a point or a comma before the decimals; null when it is none. */
export function readPoint(text) {
  const numbers = text.trim().split(/[\s;]+|,\s+/).filter(Boolean).map((part) => Number(part.replace(",", ".")));
  if (numbers.length !== 2 || numbers.some((each) => !Number.isFinite(each))) return null;
  const [lon, lat] = numbers;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { type: "Point", coordinates: [lon, lat] } : null;
}

/** How many corners a polygon has. */
export function corners({ coordinates }) {
  return coordinates[0].length - 1;
}

/** An SVG of ring layers: tints and lines by directive, the outermost first. */
export function ringPicture(features, { width = 132, height = 96, label }) {
  const svg = node("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label, class: "ring-picture" });
  const shapes = features.filter(({ geometry }) => geometry);
  if (!shapes.length) return svg;
  const place = frameOf(shapes.map(({ geometry }) => geometry), width, height);
  const strictness = ({ properties }) => ["19", "15", "16"].indexOf(properties.directive);
  for (const { geometry, properties } of [...shapes].sort((one, other) => strictness(one) - strictness(other))) {
    svg.append(node("path", { d: pathOf(geometry, place), class: `picture-${properties.directive}` }));
  }
  return svg;
}

function isFinitePositions(value) {
  return Array.isArray(value) ? value.length > 0 && value.every(isFinitePositions) : Number.isFinite(value);
}

function frameOf(geometries, width, height) {
  const all = geometries.flatMap((geometry) => polygonsOf(geometry).flat(2));
  const [west, east] = range(all.map(([lon]) => lon));
  const [south, north] = range(all.map(([, lat]) => lat));
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const scale = Math.min((width - 6) / ((east - west) * squeeze || 1), (height - 6) / (north - south || 1));
  const [left, top] = [(width - (east - west) * squeeze * scale) / 2, (height - (north - south) * scale) / 2];
  return ([lon, lat]) => [left + (lon - west) * squeeze * scale, top + (north - lat) * scale];
}

function range(values) {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

function polygonsOf({ type, coordinates }) {
  return type === "Polygon" ? [coordinates] : type === "MultiPolygon" ? coordinates : [];
}

function pathOf(geometry, place) {
  const ring = (points) => `M${points.map((point) => place(point).map((each) => each.toFixed(1)).join(" ")).join("L")}Z`;
  return polygonsOf(geometry).flat().map(ring).join("");
}

function node(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
