// A name under the pointer, and looking closer: wheel, pinch, drag, buttons. The map is complete without this.

const CLOSEST = 12;

/** Adds the pointer's label and zooming to the map of the whole register. */
export function connectMap(document) {
  const sheet = document.querySelector("[data-map]");
  const map = sheet?.querySelector("svg.map");
  if (!map) return;
  connectTip(document, map);
  connectZoom(document, sheet, map);
}

function connectTip(document, map) {
  if (!matchMedia("(hover: hover)").matches) return;
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  const name = document.createElement("b");
  const level = document.createElement("span");
  tip.append(name, level);
  document.body.append(tip);
  const outline = document.createElementNS("http://www.w3.org/2000/svg", "path");
  outline.setAttribute("class", "pointed");
  map.querySelector(".districts").after(outline);
  for (const unit of map.querySelectorAll(".units a")) {
    const title = unit.querySelector("title");
    // The label takes the place of the browser's own tooltip; the name stays for assistive technology.
    unit.setAttribute("aria-label", title.textContent);
    unit.dataset.told = title.textContent;
    title.remove();
  }
  map.addEventListener("pointermove", (event) => {
    const unit = event.target.closest?.(".units a");
    tip.hidden = !unit || event.pointerType === "touch";
    outline.setAttribute("d", tip.hidden ? "" : unit.querySelector("path").getAttribute("d"));
    if (tip.hidden) return;
    const [where, what] = unit.dataset.told.split(/: (?=[^:]*$)/);
    name.textContent = where;
    level.textContent = what;
    const { width, height } = tip.getBoundingClientRect();
    const x = Math.min(event.clientX + 14, innerWidth - width - 8);
    const y = event.clientY + 18 + height > innerHeight ? event.clientY - height - 10 : event.clientY + 18;
    tip.style.setProperty("transform", `translate(${x}px, ${y}px)`);
  });
  map.addEventListener("pointerleave", () => {
    tip.hidden = true;
    outline.setAttribute("d", "");
  });
}

function connectZoom(document, sheet, map) {
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

  const buttons = document.createElement("div");
  buttons.className = "zoom";
  for (const [sign, factor] of [["+", 1 / 1.6], ["−", 1.6]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.addEventListener("click", () => zoom(factor));
    buttons.append(button);
  }
  sheet.append(buttons);

  map.addEventListener("wheel", (event) => {
    // Scrolling the page stays scrolling; with a key held, or pinching on a touchpad, it is the map's.
    if (!event.ctrlKey && !event.metaKey && !sheet.classList.contains("zoomed")) return;
    event.preventDefault();
    zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.006), place(event));
  }, { passive: false });

  connectDrag(sheet, map, { place, zoom, pan: (dx, dy) => show({ ...view, x: view.x - dx, y: view.y - dy }) });
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
