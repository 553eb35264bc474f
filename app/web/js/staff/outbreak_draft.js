// The declaration of an outbreak as it is being filled in, kept in this browser at every change.

import { EMPTY_RINGS, ringMembers } from "./ring_request.js";

const EMPTY = { kind: "wards", wards: [], shape: null, linked: [], isUnfinished: false, setting: "", source: "", name: "", note: "" };
const POINT_CORE_M = 200;
const BODY_OF_PREVIEW = { source_known: false, setting: "other" };

/** Tells `change` with `{ detail: names of what changed }`. */
export class OutbreakDraft extends EventTarget {
  #kept;

  constructor(kept, { openDay }) {
    super();
    this.#kept = kept;
    this.openDay = openDay;
    const before = kept.read();
    this.restoredAt = before?.at ?? null;
    this.value = { ...this.#empty(), ...before?.value, isUnfinished: false };
    this.value.rings = { ...EMPTY_RINGS, ...before?.value?.rings };
  }

  change(part) {
    Object.assign(this.value, part);
    this.#growPoint(part);
    this.isKept = this.#kept.write({ at: new Date().toISOString(), value: this.value });
    this.dispatchEvent(new CustomEvent("change", { detail: Object.keys(part) }));
  }

  /** Everything as at first; nothing is kept any more. */
  startAgain() {
    this.value = this.#empty();
    this.#kept.clear();
    this.dispatchEvent(new CustomEvent("change", { detail: Object.keys(this.value) }));
  }

  forget() {
    this.#kept.clear();
  }

  get isPlaced() {
    return this.value.kind === "wards" ? this.value.wards.length > 0 : this.value.shape !== null;
  }

  /** The name of the first thing that is still missing; null when it can be sent. */
  get missing() {
    if (!this.isPlaced) return "place";
    if (this.value.kind === "polygon" && this.value.isUnfinished) return "finish";
    if (!this.value.setting) return "setting";
    return this.value.source ? null : "source";
  }

  /** The body by which the outbreak is declared. */
  body() {
    const { setting, source, name, note, linked } = this.value;
    return {
      ...this.#place(),
      source_known: source === "yes",
      setting,
      opened_on: this.value.openedOn || this.openDay,
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(linked.length ? { linked_ward_codes: linked } : {}),
      ...ringMembers(this.value.rings),
    };
  }

  /** The body by which its rings are asked for: its nature makes no difference to them. */
  ringsBody() {
    return { ...this.#place(), ...BODY_OF_PREVIEW, opened_on: this.openDay, ...ringMembers(this.value.rings) };
  }

  /** Round a point there is nothing to measure from until it is given some ground. */
  #growPoint(part) {
    const { shape, rings } = this.value;
    const isNew = "shape" in part || part.rings?.mode !== undefined;
    if (isNew && shape?.type === "Point" && rings.mode === "distance" && rings.core_m === 0) rings.core_m = POINT_CORE_M;
  }

  #place() {
    return this.value.kind === "wards" ? { ward_codes: this.value.wards } : { place: this.value.shape };
  }

  #empty() {
    return structuredClone({ ...EMPTY, openedOn: this.openDay, rings: { ...EMPTY_RINGS } });
  }
}
