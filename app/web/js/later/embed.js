// The map on another site's page: the drawing of the server first, the interactive map over it, both kept up to date.
import { openGlMap } from "../gl_map.js";
import { renewParts, watch } from "../live.js";
import { openSvgMap } from "../svg_map.js";

const stage = document.querySelector("[data-embed]");
const sheet = stage?.querySelector("[data-map]");
if (sheet?.querySelector("svg.map")) start();

function start() {
  const words = JSON.parse(stage.dataset.words);
  const byId = new Map(words.levels.map((level) => [level.id, level]));
  const levelName = (id) => byId.get(id)?.label ?? id;
  const drawing = openSvgMap(sheet, { patternOf: (id) => byId.get(id)?.pattern ?? "none", levelName });
  const level = stage.dataset.level ?? null;
  let surface = drawing;
  let now = new Map();

  const paint = () => now.size > 0 && surface.paint((code) => now.get(code));
  const zoom = sheet.querySelector("[data-zoom]");
  zoom.hidden = false;
  zoom.querySelector("[data-zoom-in]").addEventListener("click", () => surface.zoomIn());
  zoom.querySelector("[data-zoom-out]").addEventListener("click", () => surface.zoomOut());
  new ResizeObserver(() => surface.frame?.()).observe(sheet);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => surface.recolour?.());

  openGlMap(stage, { levels: words.levels, words, levelName, onSelect: openWard })
    .then(async (map) => {
      surface = map;
      map.frame();
      map.filter(level);
      paint();
      await map.settled();
      stage.dataset.ready = "gl";
    })
    .catch(() => {
      // Without WebGL the server's drawing goes on serving.
      stage.dataset.ready = "svg";
    });

  const take = async (zones, isFirst) => {
    now = new Map(zones.items.map((zone) => [zone.ward_code, zone.level]));
    paint();
    stage.dataset.painted = String(zones.revision);
    if (isFirst && stage.dataset.painted === stage.dataset.revision) return;
    const { revision } = zones;
    const skip = stage.dataset.ready === "gl" ? ["paper"] : [];
    await Promise.all([
      renewParts(document, { revision, address: location.pathname + location.search, skip }),
      surface.renewRings?.(revision),
    ]);
    stage.dataset.revision = String(revision);
    if (skip.length === 0) drawing.refresh();
  };
  watch(stage.dataset.zones, take, (isOn) => (stage.querySelector("[data-offline]").hidden = isOn));
}

/** The page of a ward opens beside the page that holds the map, as its link in the drawing does. */
function openWard(code) {
  const link = sheet.querySelector(`[data-ward="${CSS.escape(code)}"]`);
  open(link?.href ?? `/w/${code}`, "_blank", "noopener");
}
