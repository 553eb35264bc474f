// What is typed is kept: in this browser at every key, on the server when one pauses. What colleagues of the same
// district type meanwhile is told.
//
//   const draft = new Draft(sheet, {path, kept, request})
//   await draft.open()      loads what is kept here and on the server, merged cell by cell
//
// Events: `state` {state, at, message}  state: saving | saved | local | unsaved
//         `merged` {clashes, restored}  something came from elsewhere
//         `others` {others}             what colleagues have typed and not sent

import { differences, merge } from "./merge.js";
import { storedTexts } from "./rows.js";

const IDLE_MS = 1500;
const RETRY_MS = 10_000;
const POLL_MS = 15_000;
const OURS = "draft";

export class Draft extends EventTarget {
  #sheet;
  #path;
  #kept;
  #request;
  #version = 0;
  #synced = {};
  #timer = 0;
  #saving = false;
  #keptHere = true;
  #state = { state: "saved", at: null, message: "" };

  constructor(sheet, { path, kept, request }) {
    super();
    this.#sheet = sheet;
    this.#path = path;
    this.#kept = kept;
    this.#request = request;
  }

  get state() {
    return this.#state;
  }

  /** Whether something typed is kept nowhere, so that leaving would lose it. */
  get isAtRisk() {
    return !this.#keptHere && this.#isUnsaved;
  }

  async open() {
    const record = this.#kept.read();
    if (record) {
      this.#version = record.version;
      this.#synced = record.synced;
      this.#show(record.cells);
    }
    this.#listen();
    if (this.#isUnsaved) this.#tell("local");
    await this.#look();
    setInterval(() => document.hidden || this.#look(), POLL_MS);
    document.addEventListener("visibilitychange", () => document.hidden ? this.saveNow() : this.#look());
  }

  /** Saves what waits for a pause in typing. */
  async saveNow() {
    clearTimeout(this.#timer);
    if (this.#isUnsaved) await this.#save();
  }

  get #isUnsaved() {
    return differences(this.#sheet.cells(), this.#synced).length > 0;
  }

  #listen() {
    this.#sheet.addEventListener("change", ({ detail }) => {
      this.#keep();
      if (detail.source !== OURS) this.#soon(IDLE_MS);
    });
    this.#kept.watch((record, before) => record && this.#follow(record, before));
    addEventListener("online", () => this.#look());
    addEventListener("beforeunload", (event) => {
      if (this.isAtRisk) event.preventDefault();
    });
    addEventListener("pagehide", () => this.#keep());
  }

  /** Another tab of this browser has typed: the same cells change here, unless they were changed here too. */
  #follow(record, before) {
    const { cells } = merge(before?.cells ?? {}, this.#sheet.cells(), record.cells);
    if (record.version >= this.#version) {
      this.#version = record.version;
      this.#synced = record.synced;
    }
    this.#show(cells, { keep: false });
  }

  #keep() {
    if (this.#sheet.readOnly) return;
    const cells = this.#sheet.cells();
    this.#keptHere = this.#kept.write({ cells, synced: this.#synced, version: this.#version });
    if (this.#isUnsaved) this.#tell(this.#keptHere ? "saving" : "unsaved");
  }

  #soon(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.saveNow(), milliseconds);
  }

  async #look() {
    if (this.#saving) return;
    try {
      const found = await this.#request(this.#path, { signIn: false });
      this.#take(found);
      this.dispatchEvent(new CustomEvent("others", { detail: { others: found.others } }));
      if (this.#isUnsaved) this.#soon(0);
      else this.#tell("saved", found.updated_at);
    } catch (fault) {
      this.#failed(fault);
    }
  }

  async #save() {
    if (this.#saving || this.#sheet.readOnly) return;
    this.#saving = true;
    const cells = this.#sheet.cells();
    try {
      const kept = await this.#request(this.#path, {
        method: "PUT",
        body: { cells },
        headers: { "If-Match": `"${this.#version}"` },
        signIn: false,
      });
      this.#version = kept.version;
      this.#synced = cells;
      this.#keep();
      this.#tell("saved", kept.updated_at);
    } catch (fault) {
      this.#failed(fault);
    } finally {
      this.#saving = false;
    }
    if (this.#isUnsaved && this.#state.state === "saved") this.#soon(IDLE_MS);
  }

  #failed(fault) {
    if (fault.status === 412) {
      this.#take(fault.document.current);
      this.#soon(0);
      return;
    }
    const message = fault.status ? fault.message : "";
    this.#tell(this.#keptHere ? "local" : "unsaved", null, message);
    const isRefused = fault.status >= 400 && fault.status < 500 && fault.status !== 429;
    if (!isRefused) this.#soon(RETRY_MS);
  }

  #take({ version, cells }) {
    if (version === this.#version && !differences(cells, this.#synced).length) return;
    const merged = merge(this.#synced, this.#sheet.cells(), cells);
    this.#version = version;
    this.#synced = cells;
    const restored = this.#show(merged.cells);
    this.#keep();
    if (restored || merged.clashes.length) {
      this.dispatchEvent(new CustomEvent("merged", { detail: { restored, clashes: merged.clashes } }));
    }
  }

  /** Makes the sheet hold exactly these cells beside what is stored; how many changed. */
  #show(cells, { keep = true } = {}) {
    const changes = differences(this.#sheet.cells(), cells)
      .filter(({ ward }) => this.#sheet.ward(ward))
      .map(({ ward, column }) => ({ ward, column, text: cells[ward]?.[column] ?? this.#stored(ward, column) }));
    const changed = this.#sheet.set(changes, { undoable: false, source: OURS });
    if (keep && changed) this.#keep();
    return changed;
  }

  #stored(ward, column) {
    return storedTexts(this.#sheet.ward(ward).stored, this.#sheet.columns)[column];
  }

  #tell(state, at = null, message = "") {
    this.#state = { state, at: at ?? this.#state.at, message };
    this.dispatchEvent(new CustomEvent("state", { detail: this.#state }));
  }
}
