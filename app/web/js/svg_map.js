// The server's drawing as a surface: a name under the pointer, looking closer, and other levels painted on it.
// The drawing is complete without this.
import { createTip } from "./tip.js";

const CLOSEST = 12;

/** The surface over the drawing in a sheet; null when there is no drawing. */
export function openSvgMap(sheet, { patternOf, levelName }) {
  const drawing = () => sheet.querySelector(".paper svg.map");
  if (!drawing()) return null;
  connectTip(sheet, levelName);
  let closer = connectZoom(sheet, drawing());
  return {
    paint(levelOf) {
      for (const unit of units(drawing())) paintUnit(drawing(), unit, levelOf(unit.code) ?? "unknown", patternOf);
    },
    filter(level) {
      for (const unit of units(drawing())) unit.link.classList.toggle("off", level !== null && unit.level !== level);
    },
    select(code) {
      drawing().querySelector(".selection")?.remove();
      const unit = code === null ? undefined : units(drawing()).find((each) => each.code === code);
      if (unit) drawing().querySelector(".districts").after(selection(unit.path.getAttribute("d")));
    },
    refresh() {
      closer = connectZoom(sheet, drawing());
    },
    zoomIn: () => closer.by(1 / 1.6),
    zoomOut: () => closer.by(1.6),
  };
}

/** The units of a drawing: link, area, ward code and level as painted. */
function units(map) {
  return [...map.querySelectorAll(".units a")].map((link) => {
    const path = link.querySelector("path");
    const level = [...path.classList].find((name) => name.startsWith("lv-"))?.slice(3);
    return { link, path, level, code: link.dataset.ward };
  });
}

function paintUnit(map, unit, level, patternOf) {
  if (level === unit.level) return;
  unit.path.setAttribute("class", `lv-${level}`);
  unit.path.id ||= `u${unit.code}`;
  map.querySelector(`.pattern use[href="#${CSS.escape(unit.path.id)}"]`)?.remove();
  const group = map.querySelector(`.pattern[fill="url(#u-${patternOf(level)})"]`);
  if (!group) return;
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#${unit.path.id}`);
  group.append(use);
}

function selection(outline) {
  const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
  group.setAttribute("class", "selection");
  for (const kind of ["casing", "chosen"]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", kind);
    path.setAttribute("d", outline);
    group.append(path);
  }
  return group;
}

function connectTip(sheet, levelName) {
  const tip = createTip();
  if (!tip) return;
  const paper = sheet.querySelector(".paper");
  paper.addEventListener("pointermove", (event) => {
    const link = event.pointerType === "touch" ? null : event.target.closest?.(".units a");
    point(paper.querySelector("svg.map"), link);
    if (!link) return tip.hide();
    // The label takes the place of the browser's own tooltip; the name stays for assistive technology.
    const title = link.querySelector("title");
    if (title) {
      link.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    const level = [...link.querySelector("path").classList].find((name) => name.startsWith("lv-")).slice(3);
    tip.show(link.getAttribute("aria-label").replace(/: [^:]*$/, ""), levelName(level), event);
  });
  paper.addEventListener("pointerleave", () => {
    tip.hide();
    point(paper.querySelector("svg.map"), null);
  });
}

/** Draws the outline of the unit under the pointer. */
function point(map, link) {
  let outline = map.querySelector(".pointed");
  if (!outline) {
    outline = document.createElementNS("http://www.w3.org/2000/svg", "path");
    outline.setAttribute("class", "pointed");
    map.querySelector(".districts").after(outline);
  }
  outline.setAttribute("d", link ? link.querySelector("path").getAttribute("d") : "");
}

/** Wheel, pinch and drag; returns a way to look closer by a factor. */
function connectZoom(sheet, map) {
  const whole = map.viewBox.baseVal;
  const full = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  let view = { ...full };
  const texts = [...map.querySelectorAll("[font-size]:not(.watermark)")].map((text) => [text, Number(text.getAttribute("font-size"))]);
  const tiles = [...map.querySelectorAll("pattern")].map((tile) => [tile, Number(tile.getAttribute("patternTransform").match(/[\d.]+/)[0])]);

  function show(next) {
    const width = Math.min(full.width, Math.max(full.width / CLOSEST, next.width));
    const height = (width * full.height) / full.width;
    view = {
      width,
      height,
      x: Math.min(full.x + full.width - width, Math.max(full.x, next.x)),
      y: Math.min(full.y + full.height - height, Math.max(full.y, next.y)),
    };
    map.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    const part = width / full.width;
    for (const [text, size] of texts) text.setAttribute("font-size", size * part);
    for (const [tile, size] of tiles) tile.setAttribute("patternTransform", `scale(${size * part})`);
    sheet.classList.toggle("zoomed", part < 1);
  }

  function zoom(factor, at) {
    const x = at ? at.x : view.x + view.width / 2;
    const y = at ? at.y : view.y + view.height / 2;
    const width = Math.min(full.width, Math.max(full.width / CLOSEST, view.width * factor));
    const part = width / view.width;
    show({ width, x: x - (x - view.x) * part, y: y - (y - view.y) * part });
  }

  function place(event) {
    const point = new DOMPoint(event.clientX, event.clientY);
    return point.matrixTransform(map.getScreenCTM().inverse());
  }

  map.addEventListener("wheel", (event) => {
    // Scrolling the page stays scrolling; with a key held, or pinching on a touchpad, it is the map's.
    if (!event.ctrlKey && !event.metaKey && !sheet.classList.contains("zoomed")) return;
    event.preventDefault();
    zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.006), place(event));
  }, { passive: false });

  connectDrag(sheet, map, { place, zoom, pan: (dx, dy) => show({ ...view, x: view.x - dx, y: view.y - dy }) });
  return { by: zoom };
}

function connectDrag(sheet, map, { place, zoom, pan }) {
  const down = new Map();
  let moved = 0;
  map.addEventListener("dragstart", (event) => event.preventDefault());
  map.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, event);
    moved = 0;
  });
  addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before || (down.size === 1 && !sheet.classList.contains("zoomed"))) return;
    const [other] = [...down.values()].filter((each) => each.pointerId !== event.pointerId);
    if (other) {
      const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      zoom(apart(before) / Math.max(1, apart(event)), place(other));
    } else {
      const from = place(before);
      const to = place(event);
      pan(to.x - from.x, to.y - from.y);
    }
    moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    sheet.classList.toggle("dragging", moved > 6);
    down.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, (event) => {
      down.delete(event.pointerId);
      setTimeout(() => sheet.classList.remove("dragging"));
    });
  }
  map.addEventListener("click", (event) => moved > 6 && event.preventDefault(), { capture: true });
}
