// Cordons and areas over the interactive map: fetched when first wanted, drawn as outlines, renewed with the data.
import { fetchOf } from "../live.js";

const ADDRESSES = { cordons: "/api/v1/cordons.geojson", areas: "/api/v1/areas.geojson?tolerance=0.0005" };
const UNDER = "chosen-casing";

/** Outlines over a `GlMap`; nothing is fetched until a name is shown. */
export function openPlaces(surface) {
  return new Places(surface);
}

class Places {
  #shown = new Set();
  #known = new Map();

  constructor(surface) {
    this.surface = surface;
  }

  /** Shows these of `cordons` and `areas`, and no others. */
  async show(names) {
    this.#shown = new Set(names);
    for (const name of names) if (!this.#known.has(name)) await this.#open(name);
    for (const name of this.#known.keys()) this.#each(name, (id) => this.surface.map.setLayoutProperty(id, "visibility", this.#shown.has(name) ? "visible" : "none"));
  }

  async renew(revision) {
    for (const name of this.#known.keys()) this.surface.map.getSource(name)?.setData(await shapes(name, revision));
  }

  recolour() {
    for (const name of this.#known.keys()) {
      for (const layer of layersOf(name, this.surface.colours)) {
        for (const [property, value] of Object.entries(layer.paint)) this.surface.map.setPaintProperty(layer.id, property, value);
      }
    }
  }

  async #open(name) {
    this.#known.set(name, layersOf(name, this.surface.colours));
    this.surface.map.addSource(name, { type: "geojson", data: await shapes(name, 0) });
    for (const layer of this.#known.get(name)) this.surface.map.addLayer(layer, UNDER);
  }

  #each(name, act) {
    for (const { id } of this.#known.get(name)) if (this.surface.map.getLayer(id)) act(id);
  }
}

async function shapes(name, revision) {
  return (await fetchOf(revision, ADDRESSES[name])).json();
}

/** Proposed places are paler, as rings are; a cordon is filled lightly, an area has dash and dot and its name. */
function layersOf(name, colours) {
  const isOrdered = ["==", ["get", "status"], "in_force"];
  const ink = ["case", isOrdered, colours.ink, colours.proposed];
  const isCordon = name === "cordons";
  const base = { source: name };
  return [
    ...(isCordon ? [{ ...base, id: "cordons-fill", type: "fill", paint: { "fill-color": ink, "fill-opacity": 0.18 } }] : []),
    { ...base, id: `${name}-casing`, type: "line", layout: { "line-join": "round" }, paint: { "line-color": colours.surface, "line-width": 5.5, "line-opacity": 0.92 } },
    { ...base, id: `${name}-line`, type: "line", layout: { "line-join": "round" }, paint: { "line-color": ink, "line-width": isCordon ? 2.5 : 2, ...(isCordon ? {} : { "line-dasharray": [7, 2, 1, 2] }) } },
    {
      ...base, id: `${name}-names`, type: "symbol", minzoom: isCordon ? 11 : 8,
      layout: { "text-field": ["get", "name"], "text-font": ["Inter SemiBold"], "text-size": isCordon ? 12 : 15, "text-allow-overlap": !isCordon },
      paint: { "text-color": ink, "text-halo-color": colours.surface, "text-halo-width": 2 },
    },
  ];
}
