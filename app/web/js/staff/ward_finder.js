// Wards found by name, without a map: a combobox over the whole register, and the wards chosen so far as a list.
//
//   const finder = connectWardFinder(element, { wards, words, onPick })   element of `staff/_ward_finder.html`
//   finder.show(codes)     the chosen ones, below the field
//
// `wards`: Map of code to { ward_name, district_name } (DrawingMap.wards, or `readWards(address)` without a map).

import { search } from "../fold.js";
import { make } from "./elements.js";
import { fill } from "./words.js";

const MOST = 8;

/** The wards of the register by code, from the address of the zones. */
export async function readWards(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new Map((await answer.json()).items.map((each) => [each.ward_code, each]));
}

/**
 * Lets a field suggest wards; choosing one calls `onPick(code)` – again for a chosen one, which takes it away.
 * words: { remove: "Bỏ {name}", none: "Không thấy “{text}”…", taken: "đã chọn" }.
 */
export function connectWardFinder(element, { wards, words, onPick, accepts = () => true }) {
  return new WardFinder(element, { wards, words, onPick, accepts });
}

class WardFinder {
  #at = -1;
  #chosen = [];

  constructor(element, { wards, words, onPick, accepts }) {
    Object.assign(this, { wards, words, onPick, accepts });
    this.input = element.querySelector("input");
    this.list = element.querySelector("[role=listbox]");
    this.chosen = element.querySelector("[data-chosen]");
    this.known = [...wards].map(([code, ward]) => ({ code, name: ward.ward_name, district: ward.district_name ?? "" }));
    this.input.addEventListener("input", () => this.#suggest());
    this.input.addEventListener("focus", () => this.input.value && this.#suggest());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.#open(false), 120));
    // The field keeps the focus, so that one goes on typing after a choice by pointer.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#choose(event.target.closest("[data-code]")));
    this.chosen?.addEventListener("click", (event) => this.#remove(event.target.closest("button")));
  }

  /** Lists the chosen wards, each with a way to take it away. */
  show(codes) {
    this.#chosen = [...codes];
    this.chosen?.replaceChildren(...this.#chosen.map((code) => {
      const name = this.nameOf(code);
      return make("li", {}, name, make("button", { type: "button", "data-remove": code, "aria-label": fill(this.words.remove, { name }) }, "×"));
    }));
  }

  nameOf(code) {
    return this.wards.get(code)?.ward_name ?? code;
  }

  #suggest() {
    const text = this.input.value.trim();
    const found = text ? search(text, this.known, MOST * 4).filter(({ code }) => this.accepts(code)).slice(0, MOST) : [];
    this.#at = found.length ? 0 : -1;
    const lines = found.map((ward, index) => make("li", { role: "option", id: `${this.list.id}-${index}`, "data-code": ward.code, "aria-selected": String(index === 0) },
      make("span", {}, ward.name, " ", make("small", {}, ward.district)),
      this.#chosen.includes(ward.code) ? make("span", { class: "taken" }, this.words.taken) : null));
    const none = text && !found.length ? [make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, fill(this.words.none, { text }))] : [];
    this.list.replaceChildren(...lines, ...none);
    this.#open(lines.length + none.length > 0);
  }

  #open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
    if (shown && this.#at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.#at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const options = [...this.list.querySelectorAll("[data-code]")];
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      this.#open(false);
    } else if (event.key === "Backspace" && !this.input.value && this.#chosen.length && this.chosen) {
      this.onPick(this.#chosen.at(-1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!this.list.hidden) this.#choose(options[this.#at]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      this.#at = (this.#at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((each, index) => each.setAttribute("aria-selected", String(index === this.#at)));
      options[this.#at].scrollIntoView({ block: "nearest" });
      this.#open(true);
    }
  }

  #choose(option) {
    if (!option) return;
    this.input.value = "";
    this.#open(false);
    this.onPick(option.dataset.code);
  }

  #remove(button) {
    if (!button) return;
    this.onPick(button.dataset.remove);
    this.input.focus();
  }
}
