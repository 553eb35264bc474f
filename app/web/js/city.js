// The page of the whole register: one state (ward, day, level, layers) shown on the map, in the panel and in the list.
import { applyFilter, chosenLevel, wholeAddress } from "./filter.js";
import { openGlMap } from "./gl_map.js";
import { fetchOf, renewParts, watch } from "./live.js";
import { openPanel } from "./panel.js";
import { openSvgMap } from "./svg_map.js";
import { openTimeline, rect } from "./timeline.js";

/** Brings the map of the whole register to life. */
export function connectCity(document) {
  const stage = document.querySelector("[data-city]");
  const sheet = stage?.querySelector("[data-map]");
  if (!sheet?.querySelector("svg.map")) return;
  new City(stage, sheet).start();
}

class City {
  constructor(stage, sheet) {
    this.stage = stage;
    this.words = JSON.parse(stage.dataset.words);
    this.levels = this.words.levels;
    this.byId = new Map(this.levels.map((level) => [level.id, level]));
    this.now = new Map();
    this.names = new Map();
    this.districtOf = new Map();
    this.hasZones = new Promise((resolve) => (this.zonesCame = resolve));
    this.ward = null;
    this.wantedDay = null;
    this.levelName = (id) => this.byId.get(id)?.label ?? id;
    this.drawing = openSvgMap(sheet, { patternOf: (id) => this.byId.get(id)?.pattern ?? "none", levelName: this.levelName });
    this.surface = this.drawing;
    this.panel = openPanel(stage, { words: this.words, onClose: () => this.select(null) });
    this.timeline = openTimeline(stage, { levels: this.levels, words: this.words, onDay: () => this.showDay() });
  }

  start() {
    this.connectControls();
    this.drawing.filter(chosenLevel());
    this.followAddress();
    this.loadTimeline().then(() => this.followAddress(), console.warn);
    this.loadMap().catch(() => {
      // Without WebGL the server's drawing goes on serving.
      this.stage.dataset.ready = "svg";
    });
    watch(this.stage.dataset.zones, (zones, isFirst) => this.take(zones, isFirst), (isOn) => this.tellConnection(isOn));
  }

  connectControls() {
    const zoom = this.stage.querySelector("[data-zoom]");
    zoom.hidden = false;
    zoom.querySelector("[data-zoom-in]").addEventListener("click", () => this.surface.zoomIn());
    zoom.querySelector("[data-zoom-out]").addEventListener("click", () => this.surface.zoomOut());
    document.addEventListener("levelfilter", (event) => this.surface.filter(event.detail));
    document.addEventListener("change", (event) => event.target.matches?.("#rings, #cordons, #areas, #border, #patterns") && this.showSwitches());
    document.addEventListener("switched", () => this.showSwitches());
    this.stage.addEventListener("click", (event) => this.followLink(event));
    this.stage.addEventListener("panelshown", () => this.tellDay());
    addEventListener("popstate", () => this.followAddress());
    addEventListener("keydown", (event) => event.key === "Escape" && !event.target.closest?.("input[type=search]") && this.select(null));
    // Paper shows the server's drawing, of the day one looks at.
    addEventListener("beforeprint", () => this.paint(this.drawing));
    addEventListener("afterprint", () => this.paint(this.drawing));
    const theme = new MutationObserver(() => this.surface.recolour?.());
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(max-width: 859px)").addEventListener("change", () => this.surface.select(this.ward));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.surface.recolour?.());
  }

  async loadMap() {
    if (navigator.connection?.saveData) throw new Error("the reader saves data");
    const map = await openGlMap(this.stage, {
      levels: this.levels,
      words: this.words,
      levelName: this.levelName,
      onSelect: (code) => this.select(code, { move: false }),
    });
    this.surface = map;
    this.border?.renew(0)?.catch(console.warn);
    map.frame();
    map.filter(chosenLevel());
    this.showSwitches();
    this.paint();
    this.showShapes().catch(console.warn);
    map.select(this.ward);
    await map.settled();
    this.stage.dataset.ready = "gl";
  }

  async loadTimeline(revision = 0) {
    const timeline = await (await fetchOf(revision, this.stage.dataset.timeline)).json();
    await this.hasZones;
    const { district } = this.stage.dataset;
    this.timeline.take(timeline, (each) => !district || each === district);
    // Its card takes room from the map when it first comes.
    if (revision === 0) this.surface.frame?.();
  }

  /** Takes what is in force now: paints it, then renews the words round it. Throws when these do not come. */
  async take(zones, isFirst) {
    if (!this.stage.dataset.wards.includes(zones.boundary_version)) return this.openAnew(isFirst);
    this.now = new Map(zones.items.map((zone) => [zone.ward_code, zone.level]));
    this.names = new Map(zones.items.map((zone) => [zone.ward_code, zone.ward_name]));
    this.districtOf = new Map(zones.items.map((zone) => [zone.ward_code, zone.district_code]));
    this.zonesCame();
    if (this.timeline.isNow()) this.paint();
    this.stage.dataset.painted = String(zones.revision);
    if (isFirst && this.stage.dataset.painted === this.stage.dataset.revision) return;
    const { revision } = zones;
    const skip = this.stage.dataset.ready === "gl" ? ["paper"] : [];
    const [renewed] = await Promise.all([
      renewParts(document, { revision, address: wholeAddress(), skip }),
      this.loadTimeline(revision),
      this.surface.renewRings?.(revision),
      this.border?.renew(revision),
      this.panel.renew(revision),
    ]);
    this.stage.dataset.revision = String(revision);
    document.dispatchEvent(new CustomEvent("levelsrenewed"));
    if (skip.length === 0) this.drawing.refresh();
    applyFilter(document);
    this.showDay();
    if (renewed) this.stage.querySelector("[data-said]").textContent = this.words.live_updated;
  }

  /** Other wards or boundaries are in force: the page is made of them anew, at the same place. */
  async openAnew(isFirst) {
    // A page that is older than the figures came from a process that has yet to learn of them.
    if (isFirst) await new Promise((resolve) => setTimeout(resolve, 1000));
    location.reload();
  }

  paint(surface = this.surface) {
    const isNow = this.timeline.isNow();
    if (isNow && this.now.size === 0) return;
    surface.paint(isNow ? (code) => this.now.get(code) : this.timeline.levelOf);
  }

  select(code, { move = true } = {}) {
    if (code === this.ward) return;
    const opens = this.ward === null;
    this.ward = code;
    if (code === null) this.panel.hide();
    else this.panel.show(code);
    this.surface.select(code, { move });
    // The way back leads to the map without the panel.
    this.writeAddress({ isStep: opens });
  }

  /** Across a change of boundaries the shapes of the day come with it; until they do, those at hand stay. */
  async showShapes() {
    const version = this.timeline.boundaries();
    if (version === null || !this.surface.reshape) return;
    const isOther = !this.stage.dataset.wards.includes(version);
    if (isOther || this.reshaping) this.reshaping ??= import("./later/past_shapes.js");
    await (await this.reshaping)?.showShapes(this, version);
  }

  showDay() {
    this.showShapes().catch(console.warn);
    document.body.classList.toggle("in-past", !this.timeline.isNow());
    this.paint();
    this.surface.filter(chosenLevel());
    this.showSwitches();
    this.showSummary();
    this.tellDay();
    this.writeAddress();
  }

  /** Heading, legend and shares tell of the day that the map shows. */
  showSummary() {
    const isNow = this.timeline.isNow();
    const counts = isNow ? null : this.timeline.counts();
    const number = new Intl.NumberFormat(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB");
    for (const link of this.stage.querySelectorAll("[data-filter]")) {
      replaceText(link.querySelector(".count"), counts && number.format(counts.get(link.dataset.filter) ?? 0));
    }
    replaceText(this.stage.querySelector("[data-heading]"), isNow ? null : this.timeline.dayName());
    replaceText(this.stage.querySelector(".facts"), isNow ? null : this.words.timeline_end);
    this.showShares(counts);
  }

  showShares(counts) {
    const strip = this.stage.querySelector(".shares");
    if (!strip) return;
    if (this.sharesNow?.strip !== strip) this.sharesNow = { strip, parts: [...strip.children] };
    if (counts === null) return strip.replaceChildren(...this.sharesNow.parts);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    let start = 0;
    const parts = this.levels.filter(({ id }) => counts.get(id)).map(({ id }) => {
      const width = (100 * counts.get(id)) / total;
      start += width;
      return rect(`lv-${id}`, start - width, 0, width, 9);
    });
    strip.replaceChildren(...parts);
  }

  showSwitches() {
    const isOn = (id) => document.getElementById(id)?.checked ?? true;
    this.showBorder(document.getElementById("border")?.checked === true && this.timeline.isNow()).catch(console.warn);
    this.surface.switches?.({ rings: isOn("rings") && this.timeline.isNow(), patterns: isOn("patterns") });
    const wanted = ["cordons", "areas"].filter((id) => document.getElementById(id)?.checked && this.timeline.isNow());
    this.surface.showPlaces?.(wanted).catch(console.warn);
  }

  /** The layer of border wards comes with its first use; it tells of now alone. */
  async showBorder(isOn) {
    if (isOn) this.borderComes ??= import("./later/border_layer.js");
    if (!this.borderComes) return;
    const [{ openBorderLayer }] = await Promise.all([this.borderComes, this.hasZones]);
    this.border ??= openBorderLayer(this.stage, { surfaceOf: () => this.surface, nameOf: (code) => this.names.get(code) ?? code });
    this.border.show(isOn);
  }

  tellDay() {
    if (this.ward === null || this.timeline.isNow()) return this.panel.onDay(null);
    const level = this.byId.get(this.timeline.levelOf(this.ward) ?? "unknown");
    const glyph = document.querySelector(`.glyph.lv-${CSS.escape(level?.id ?? "unknown")}`)?.cloneNode(true) ?? "";
    this.panel.onDay({ day: this.timeline.dayName(), glyph, label: level?.label ?? "" });
  }

  tellConnection(isOn) {
    this.stage.querySelector("[data-offline]").hidden = isOn;
  }

  followLink(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    const ward = event.target.closest("[data-ward]");
    const district = event.target.closest("[data-district]");
    if (ward) {
      event.preventDefault();
      this.select(ward.dataset.ward);
    } else if (district && !this.stage.dataset.district && this.surface.focusDistrict) {
      event.preventDefault();
      district.closest("details")?.removeAttribute("open");
      this.surface.focusDistrict(district.dataset.district);
    }
  }

  /** `#w=CODE&d=DAY` names the ward and the day one looks at, so that a link leads back to both. */
  followAddress() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    // Until the timeline has come, the day that a link asks for is only remembered.
    this.wantedDay = wanted.get("d");
    if (this.timeline.isReady() && (this.wantedDay ?? this.timeline.today()) !== this.timeline.date()) {
      this.timeline.show(this.wantedDay);
    }
    if (wanted.get("w") !== null || this.ward !== null) this.select(wanted.get("w"));
  }

  writeAddress({ isStep = false } = {}) {
    const parts = new URLSearchParams();
    if (this.ward !== null) parts.set("w", this.ward);
    const day = this.timeline.isReady() ? (this.timeline.isNow() ? null : this.timeline.date()) : this.wantedDay;
    if (day !== null) parts.set("d", day);
    const isPlace = location.hash !== "" && !location.hash.includes("=");
    if (parts.toString() === "" && isPlace) return;
    const address = location.pathname + location.search + (parts.toString() ? `#${parts}` : "");
    if (address === location.pathname + location.search + location.hash) return;
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }
}

/** Another text in an element, or its own again for null. */
function replaceText(element, text) {
  if (!element) return;
  element.dataset.now ??= element.textContent;
  element.textContent = text ?? element.dataset.now;
}
