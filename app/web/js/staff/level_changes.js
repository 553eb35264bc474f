// Which wards change their level by what is about to be declared: a dry run, which writes nothing.

import { levelStep } from "./levels.js";
import { make } from "./elements.js";
import { Offline, request } from "./session.js";

const PAUSE_MS = 700;
const SHOWN = 12;

/** Keeps the list up to date with the draft; `look()` asks at once. */
export function connectConsequences(element, { state, draft, wards }) {
  const list = new Consequences(element, { state, draft, wards });
  draft.addEventListener("change", () => list.soon());
  return list;
}

class Consequences {
  #timer = 0;
  #asking = null;

  constructor(element, { state, draft, wards }) {
    Object.assign(this, { element, state, draft, wards });
    this.note = element.querySelector("[data-levels-note]");
    this.list = element.querySelector("ul");
  }

  soon() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (this.draft.missing) return this.#tell([], this.state.words.levels_waiting);
    this.note.textContent = this.state.words.levels_trying;
    this.element.dataset.state = "trying";
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
    return undefined;
  }

  look() {
    this.soon();
  }

  async #ask() {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const answer = await request("/api/v1/outbreaks", { method: "POST", body: this.draft.body(), query: { dry_run: true }, signal: asking.signal, signIn: false });
      const changes = answer.level_changes ?? [];
      this.#tell(changes, changes.length ? "" : this.state.words.levels_none);
    } catch (fault) {
      if (asking.signal.aborted) return;
      this.#tell([], fault instanceof Offline ? this.state.words.offline : fault.message);
    }
  }

  #tell(changes, note) {
    delete this.element.dataset.state;
    const shim = { state: this.state, words: this.state.words, ward: (code) => ({ name: this.wards().get(code)?.ward_name ?? code }) };
    const lines = changes.slice(0, SHOWN).map((change) => make("li", {}, levelStep(shim, change)));
    const more = changes.length > SHOWN ? [make("li", { class: "note" }, `+ ${changes.length - SHOWN}`)] : [];
    this.list.replaceChildren(...lines, ...more);
    this.note.textContent = note;
  }
}
