// A short word at the foot of the page about what was just done, with the way to take it back.

import { make } from "./elements.js";

const SHOWN_MS = 9000;

export class Toast {
  #element = document.getElementById("toast");
  #timer = 0;

  constructor(words) {
    this.words = words;
    this.#element.addEventListener("keydown", ({ key }) => key === "Escape" && this.hide());
  }

  /** @param actions `[{label, act}]`; the toast goes when one is chosen. Without `stays` it goes by itself. */
  show(message, actions = [], { stays = false } = {}) {
    clearTimeout(this.#timer);
    const buttons = actions.map(({ label, act }) =>
      make("button", { type: "button", onclick: () => (this.hide(), act()) }, label));
    const close = make("button", { type: "button", class: "close", "aria-label": this.words.close, onclick: () => this.hide() }, "×");
    this.#element.replaceChildren(make("p", {}, message), ...buttons, close);
    this.#element.hidden = false;
    if (!stays) this.#timer = setTimeout(() => this.hide(), SHOWN_MS);
  }

  hide() {
    this.#element.hidden = true;
  }
}
