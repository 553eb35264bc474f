// Drawing by pointer: terra-draw over the map, reduced to one polygon or one point that can be taken, moved and replaced.

const SHOWN = "drawn";
const DECIMALS = 6;

/** Fetches the library and puts its tool on the map. */
export async function openDrawingTool(stage, map, { colours, onDraw }) {
  // Classic scripts that name themselves on the window: the second one reads the first.
  await loadScript(stage.dataset.terraDraw);
  await loadScript(stage.dataset.terraDrawAdapter);
  return new DrawingTool(map, { colours, onDraw });
}

class DrawingTool {
  #quiet = false;

  constructor(map, { colours, onDraw }) {
    const { TerraDraw, TerraDrawPolygonMode, TerraDrawPointMode } = window.terraDraw;
    const { TerraDrawMapLibreGLAdapter } = window.terraDrawMaplibreGlAdapter;
    Object.assign(this, { map, onDraw, kind: null });
    this.terra = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: DECIMALS }),
      modes: [
        new TerraDrawPolygonMode({ editable: true, showCoordinatePoints: true, pointerDistance: reach(), styles: polygonStyles(colours) }),
        new TerraDrawPointMode({ editable: true, styles: pointStyles(colours) }),
      ],
    });
    this.terra.start();
    this.terra.on("change", (ids, type) => this.#changed(ids, type));
    this.terra.on("finish", (id) => this.#finished(id));
  }

  /** `polygon`, `point`, or null: clicks are the map's again. */
  use(kind) {
    this.kind = kind;
    this.#quietly(() => this.terra.setMode(kind ?? "static"));
  }

  set(geometry) {
    this.#quietly(() => this.terra.clear());
    const isOurs = geometry?.type === "Point" || (geometry?.type === "Polygon" && geometry.coordinates.length === 1);
    this.#show(isOurs ? null : geometry);
    if (!isOurs) return;
    const mode = geometry.type === "Point" ? "point" : "polygon";
    const feature = { type: "Feature", geometry: rounded(geometry), properties: { mode } };
    const [{ valid }] = this.#quietly(() => this.terra.addFeatures([feature]));
    // What the tool does not take (a ring that crosses itself, say) is shown all the same; the service judges it.
    if (!valid) this.#show(geometry);
  }

  recolour(colours) {
    this.terra.setModeStyles("polygon", polygonStyles(colours));
    this.terra.setModeStyles("point", pointStyles(colours));
    if (this.map.getLayer(SHOWN)) this.map.setPaintProperty(SHOWN, "line-color", colours.focus);
  }

  stop() {
    this.terra.stop();
  }

  /** A shape in the making is told as soon as it has three corners; while it changes nothing is final. */
  #changed(ids, type) {
    if (this.#quiet || type === "styling") return;
    if (type === "delete" && !this.#shapes().length) {
      this.onDraw(null, { isFinished: true });
      return;
    }
    const shape = this.#shapes().find(({ id }) => ids.includes(id));
    if (!shape) return;
    this.#keepOnly(shape.id);
    const { geometry } = shape;
    if (isShape(geometry)) this.onDraw(structuredClone(geometry), { isFinished: false });
  }

  #finished(id) {
    const shape = this.#shapes().find((each) => each.id === id);
    if (!shape) return;
    this.#keepOnly(id);
    this.onDraw(structuredClone(shape.geometry), { isFinished: true });
  }

  /** The shapes themselves, without the marks at their corners. */
  #shapes() {
    const marks = ["closingPoint", "coordinatePoint", "snappingPoint"];
    return this.terra.getSnapshot().filter(({ geometry, properties }) =>
      geometry.type === (properties.mode === "point" ? "Point" : "Polygon") && !marks.some((mark) => properties[mark]));
  }

  /** A new shape takes the place of the one before. */
  #keepOnly(id) {
    this.#show(null);
    const others = this.#shapes().map((shape) => shape.id).filter((each) => each !== id);
    if (others.length) this.#quietly(() => this.terra.removeFeatures(others));
  }

  /** Shapes of several parts, or with holes, are shown and not edited. */
  #show(geometry) {
    if (geometry === null && !this.map.getSource(SHOWN)) return;
    const collection = { type: "FeatureCollection", features: geometry ? [{ type: "Feature", properties: {}, geometry }] : [] };
    if (this.map.getSource(SHOWN)) {
      this.map.getSource(SHOWN).setData(collection);
      return;
    }
    const colour = getComputedStyle(document.documentElement).getPropertyValue("--focus").trim();
    this.map.addSource(SHOWN, { type: "geojson", data: collection });
    this.map.addLayer({ id: SHOWN, type: "line", source: SHOWN, layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": 3 } });
  }

  #quietly(act) {
    this.#quiet = true;
    try {
      return act();
    } finally {
      this.#quiet = false;
    }
  }
}

/** How near to a corner a click is a click on it: a finger covers more than a pointer. */
function reach() {
  return matchMedia("(pointer: coarse)").matches ? 28 : 12;
}

function isShape({ type, coordinates }) {
  return type === "Point" || new Set(coordinates[0].map(String)).size >= 3;
}

function rounded({ type, coordinates }) {
  const round = (value) => (Array.isArray(value) ? value.map(round) : Number(value.toFixed(DECIMALS)));
  return { type, coordinates: round(coordinates) };
}

function polygonStyles({ focus, surface }) {
  const corner = (name, width) => ({ [`${name}PointColor`]: surface, [`${name}PointWidth`]: width, [`${name}PointOutlineColor`]: focus, [`${name}PointOutlineWidth`]: 2.5 });
  return {
    fillColor: focus, fillOpacity: 0.14, outlineColor: focus, outlineWidth: 3,
    ...corner("closing", 6), ...corner("coordinate", 5), ...corner("edited", 7), ...corner("snapping", 6),
  };
}

function pointStyles({ focus, surface }) {
  return { pointColor: focus, pointWidth: 8, pointOutlineColor: surface, pointOutlineWidth: 3 };
}

const loading = new Map();

function loadScript(address) {
  if (!loading.has(address)) {
    loading.set(address, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(address)));
      document.head.append(script);
    }));
  }
  return loading.get(address);
}
