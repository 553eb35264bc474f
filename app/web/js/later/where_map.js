// The small map of “Where am I?”: the same surface as on the first page, where a tap chooses a point.
import { openGlMap } from "../gl_map.js";

const CLOSE_ZOOM = 13;

/** Opens the map in its stage; rejects where none can be drawn. */
export async function openWhereMap(stage, { words, onPoint }) {
  const { levels } = words;
  const [surface, library, zones] = await Promise.all([
    openGlMap(stage, { levels, words, levelName: (id) => levels.find((each) => each.id === id)?.label ?? id, onSelect: () => {} }),
    import(stage.dataset.library),
    fetch(stage.dataset.zones).then((answer) => answer.json()),
  ]);
  const levelOf = new Map(zones.items.map((zone) => [zone.ward_code, zone.level]));
  surface.paint((code) => levelOf.get(code));
  surface.frame();
  const marker = new library.Marker({ color: getComputedStyle(document.documentElement).getPropertyValue("--focus").trim() });

  function mark(lon, lat, { moves = false } = {}) {
    marker.setLngLat([lon, lat]).addTo(surface.map);
    if (moves) surface.map.easeTo({ center: [lon, lat], zoom: Math.max(surface.map.getZoom(), CLOSE_ZOOM) });
  }

  surface.map.on("click", ({ lngLat }) => {
    mark(lngLat.lng, lngLat.lat);
    onPoint(lngLat.lng, lngLat.lat);
  });
  stage.querySelector("[data-zoom-in]").addEventListener("click", () => surface.zoomIn());
  stage.querySelector("[data-zoom-out]").addEventListener("click", () => surface.zoomOut());
  const recolour = new MutationObserver(() => surface.recolour());
  recolour.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  await surface.settled();
  stage.dataset.ready = "gl";
  return { mark };
}
