// A short word at the foot of the page about what was just done, with the way to take it back.

import { make } from "./elements.js";

const SHOWN_MS = 9000;

export class Toast {
  #element = document.getElementById("toast");
  #timer = 0;
  #ofStep = false;

  constructor(words) {
    this.words = words;
    this.#element.addEventListener("keydown", ({ key }) => key === "Escape" && this.hide());
  }

  /**
   * @param actions `[{label, act}]`; the toast goes when one is chosen. Without `stays` it goes by itself; one of a step
   *   (`ofStep`) goes at the next step, since its “undo” would take back that one instead.
   * @param remarks what else is to be known, a line each.
   */
  show(message, actions = [], { stays = false, remarks = [], ofStep = false } = {}) {
    this.#ofStep = ofStep;
    clearTimeout(this.#timer);
    const buttons = actions.map(({ label, act }) =>
      make("button", { type: "button", onclick: () => (this.hide(), act()) }, label));
    const close = make("button", { type: "button", class: "close", "aria-label": this.words.close, onclick: () => this.hide() }, "×");
    const details = remarks.length ? make("ul", {}, remarks.map((each) => make("li", {}, each))) : null;
    this.#element.replaceChildren(make("div", {}, make("p", {}, message), details ?? ""), ...buttons, close);
    this.#element.hidden = false;
    if (!stays) this.#timer = setTimeout(() => this.hide(), SHOWN_MS);
  }

  hide() {
    this.#element.hidden = true;
  }

  /** Another step was taken. */
  stepTaken() {
    if (this.#ofStep) this.hide();
  }
}
