// Boxes and label points of the shapes on the interactive map.
import { splitKind } from "./fold.js";

/** The box of each ward, by code. */
export function boxesOf(collection) {
  return new Map(collection.features.map(({ properties, geometry }) => [properties.ward_code, boxOf(geometry)]));
}

/** How deep the positions of each kind of geometry lie. */
const DEPTH = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 };

/** [west, south, east, north] of a geometry. */
export function boxOf({ type, coordinates }) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of DEPTH[type] ? coordinates.flat(DEPTH[type] - 1) : [coordinates]) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

/** One box round several. */
export function joined(boxes) {
  return [
    Math.min(...boxes.map((box) => box[0])),
    Math.min(...boxes.map((box) => box[1])),
    Math.max(...boxes.map((box) => box[2])),
    Math.max(...boxes.map((box) => box[3])),
  ];
}

/** A ward with something of its neighbors. */
export function around([west, south, east, north]) {
  const more = 0.4 * Math.max(east - west, north - south);
  return [west - more, south - more, east + more, north + more];
}

/** Room to move the edge of the area to the middle of the window, and no farther. */
export function widened([west, south, east, north]) {
  const [wide, high] = [1.5 * (east - west), 1.2 * (north - south)];
  return [west - wide, south - high, east + wide, north + high];
}

/** Where names stand: `kind` is `ward` or `district`; the larger come first. */
export function points(collection, kind) {
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

/** The boxes of the wards of a district. */
export function boxesIn(district, wards, boxes) {
  return [...wards].filter(([, ward]) => district && ward.district_code === district).map(([code]) => boxes.get(code));
}

/** What the map shows first: the district of the page, or everything. */
export function homeOf(stage, wards, boxes) {
  const inside = boxesIn(stage.dataset.district, wards, boxes);
  return joined(inside.length ? inside : [...boxes.values()]);
}
