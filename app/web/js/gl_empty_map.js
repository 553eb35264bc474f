// An empty map to draw on: flat, never turned, still where motion is unwanted.
import { joined, widened } from "./gl_geometry.js";

/** A MapLibre map in a box, once it may be drawn on; rejects, and leaves nothing behind, when it cannot be drawn. */
export async function emptyMap(library, container, { boxes, bounds, padding, maxZoom, keys }) {
  const map = new library.Map({
    container,
    style: { version: 8, sources: {}, layers: [] },
    bounds,
    fitBoundsOptions: { padding },
    maxBounds: widened(joined([...boxes.values()])),
    maxZoom,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    renderWorldCopies: false,
    fadeDuration: isStill() ? 0 : 150,
    locale: { "Map.Title": keys },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  try {
    await new Promise((resolve, reject) => {
      map.once("load", resolve);
      map.once("error", (event) => reject(event.error));
    });
  } catch (fault) {
    map.remove();
    throw fault;
  }
  return map;
}

/** Whether the reader wants no motion. */
export function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
