// The daily sheet on a phone: one card a ward, opened one at a time, with fields for a thumb.

import { make } from "./elements.js";
import { fill } from "./words.js";

const NARROW = "(max-width: 759px)";
const DONE = ["complete", "warning", "stored"];

/**
 * Shows the sheet as cards while the screen is narrow.
 *
 * @param root the element the cards go into; `frame` gets the class `as-cards` meanwhile.
 * @param glyphOf `(ward)` makes the sign of a ward's level.
 * @param review opens the summary before sending.
 */
export function connectCards(sheet, { root, frame, words, glyphOf, review }) {
  const narrow = matchMedia(NARROW);
  let cards = null;
  const follow = () => {
    frame.classList.toggle("as-cards", narrow.matches);
    root.hidden = !narrow.matches;
    if (narrow.matches) cards ??= new Cards(sheet, { root, words, glyphOf, review });
  };
  narrow.addEventListener("change", follow);
  follow();
  return { open: (ward, column) => narrow.matches && cards.open(ward, column) };
}

class Cards {
  #sheet;
  #words;
  #parts = new Map();
  #usual = "";
  #onlyTodo = false;
  #kept = new Set();

  constructor(sheet, { root, words, glyphOf, review }) {
    this.#sheet = sheet;
    this.#words = words;
    this.#usual = mostCommon(sheet.wards.map(kindOf));
    this.list = make("ul", { class: "wcard-list" }, sheet.wards.map((ward) => this.#card(ward, glyphOf(ward))));
    this.empty = make("p", { class: "note nothing-left", hidden: true }, words.cards_nothing_left);
    this.all = this.#filter(false);
    this.todo = this.#filter(true);
    this.bar = this.#bar(review);
    root.replaceChildren(
      make("div", { class: "wcard-filters", role: "group", "aria-label": words.cards_filter }, this.all, this.todo),
      this.list, this.empty, this.bar.root);
    sheet.addEventListener("change", ({ detail }) => this.#draw(new Set(detail.cells.map(({ ward }) => ward))));
    sheet.addEventListener("verdict", () => this.#draw());
    this.#draw();
  }

  /** Opens a ward's card, closes the others, and goes to a field. */
  open(code, column = null) {
    if (this.#parts.get(code).item.hidden) this.#choose(false);
    for (const [other, part] of this.#parts) this.#unfold(part, other === code);
    const { fields, item } = this.#parts.get(code);
    item.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    (fields.get(column) ?? fields.values().next().value).focus({ preventScroll: true });
  }

  #card(ward, glyph) {
    const id = `wcard-${ward.code}`;
    const line = make("span", { class: "wcard-line" });
    const total = make("b", { class: "wcard-total" });
    const head = make("button", { type: "button", class: "wcard-head", "aria-expanded": "false", "aria-controls": id,
      onclick: () => this.#toggle(ward.code) },
      glyph, make("span", { class: "wcard-name" }, make("b", {}, ward.name, kindOf(ward) === this.#usual ? null : make("small", {}, kindOf(ward).toLowerCase())), line), total, make("i", { class: "chevron", "aria-hidden": "true" }));
    const fields = new Map();
    const notes = new Map();
    const whole = make("p", { class: "field-note" });
    notes.set(null, whole);
    const rows = [whole, ...this.#sheet.columns.map((column) => this.#field(ward, column, fields, notes))];
    const next = make("button", { type: "button", class: "button primary next-ward", onclick: () => this.#next(ward.code) });
    const zero = make("button", { type: "button", class: "button", onclick: () => this.#zero(ward.code) }, this.#words.cards_all_zero);
    const body = make("div", { class: "wcard-body", id, hidden: true }, make("div", { class: "wcard-fields" }, rows),
      make("div", { class: "wcard-actions" }, this.#sheet.readOnly ? null : zero, next));
    const item = make("li", { class: "wcard", "data-ward": ward.code }, head, body);
    this.#parts.set(ward.code, { item, head, body, line, total, fields, notes, next, zero });
    return item;
  }

  #field(ward, column, fields, notes) {
    const id = `field-${ward.code}-${column.name}`;
    const note = make("span", { class: "field-note", id: `${id}-note` });
    const input = make(column.is_number ? "input" : "textarea", {
      id, autocomplete: "off", "aria-describedby": note.id, class: column.is_number ? "num" : "text",
      inputmode: column.is_number ? "numeric" : null, rows: column.is_number ? null : "2",
      enterkeyhint: column.is_number ? "next" : null, readonly: this.#sheet.readOnly,
      oninput: () => this.#sheet.set([{ ward: ward.code, column: column.name, text: input.value }], { undoable: false }),
      onfocus: () => column.is_number && input.select(),
      onblur: () => this.#fillField(input, ward.code, column),
      onkeydown: (event) => this.#key(event, ward.code, column.name),
    });
    fields.set(column.name, input);
    notes.set(column.name, note);
    return make("div", { class: column.is_number ? "wcard-field" : "wcard-field wide", "data-column": column.name },
      make("label", { for: id }, column.heading), input, note);
  }

  #filter(onlyTodo) {
    return make("button", { type: "button", class: "filter", "aria-pressed": "false", onclick: () => this.#choose(onlyTodo) });
  }

  #bar(review) {
    const count = make("b", {});
    const left = make("span", {});
    const track = make("i", {});
    const button = make("button", { type: "button", class: "button primary", onclick: review }, this.#words.cards_review);
    const root = make("div", { class: "send-bar" },
      make("div", { class: "wcard-progress" }, count, left, make("div", { class: "meter", "aria-hidden": "true" }, track)), button);
    return { root, count, left, track, button };
  }

  #draw(wards = null) {
    for (const { code } of this.#sheet.wards) {
      if (!wards || wards.has(code)) this.#drawCard(code);
    }
    const { wards: n, done, errors, missing, toSend } = this.#sheet.progress();
    const words = this.#words;
    this.all.textContent = fill(words.cards_all, { n });
    this.todo.textContent = fill(words.cards_todo, { n: n - done });
    this.#show();
    this.bar.count.textContent = fill(words.cards_done, { done, n });
    this.bar.left.textContent = errors ? fill(words.cards_errors, { n: errors })
      : missing ? fill(words.cards_left, { n: missing }) : words.cards_ready;
    this.bar.left.classList.toggle("wrong", errors > 0);
    this.bar.track.style.inlineSize = `${(100 * done) / Math.max(1, n)}%`;
    this.bar.button.disabled = toSend === 0 || errors > 0;
  }

  #drawCard(code) {
    const part = this.#parts.get(code);
    const state = this.#sheet.rowState(code);
    part.item.dataset.state = state;
    part.total.textContent = this.#sheet.total(code) ?? "–";
    part.line.textContent = this.#summary(code, state);
    part.zero.hidden = state !== "blank";
    part.next.textContent = this.#nextOf(code) ? this.#words.cards_next : this.#words.cards_finish;
    for (const column of this.#sheet.columns) this.#fillField(part.fields.get(column.name), code, column);
    const told = [...this.#sheet.faults(), ...this.#sheet.warnings()].filter(({ ward }) => ward === code);
    for (const [name, note] of part.notes) {
      // What is about the total stands above all fields.
      const messages = told.filter(({ column }) => (part.fields.has(column) ? column : null) === name);
      const isWrong = state === "error" && messages.length > 0;
      note.textContent = messages.map(({ message }) => message).join(" ");
      note.classList.toggle("wrong", isWrong);
      part.fields.get(name)?.setAttribute("aria-invalid", String(isWrong));
    }
  }

  #summary(code, state) {
    const words = this.#words;
    if (state === "error") return words.cards_error;
    const odd = this.#sheet.warnings().find(({ ward }) => ward === code);
    if (odd) return fill(words.cards_look, { what: odd.message });
    const { samples } = this.#sheet.values(code);
    const yesterday = this.#sheet.yesterdayTotal(code);
    const first = state === "blank" ? words.cards_blank : samples === null ? null : fill(words.cards_samples, { n: samples });
    const second = yesterday === null ? words.cards_yesterday_none : fill(words.cards_yesterday, { n: yesterday });
    return [first, second].filter(Boolean).join(" · ");
  }

  /** What is typed right now is left alone. */
  #fillField(input, code, column) {
    if (input !== document.activeElement) input.value = this.#sheet.shown(code, column.name);
    else if (input.value !== this.#sheet.texts(code, column.name)) input.value = this.#sheet.texts(code, column.name);
  }

  #key(event, code, column) {
    if (event.key !== "Enter" || this.#sheet.column(column).is_number === false) return;
    event.preventDefault();
    const names = this.#sheet.columns.map(({ name }) => name);
    const next = names[names.indexOf(column) + 1];
    if (next && this.#sheet.column(next).is_number) this.#parts.get(code).fields.get(next).focus();
    else this.#parts.get(code).next.focus();
  }

  #zero(code) {
    const blank = this.#sheet.columns.filter(({ name, is_case_class }) => is_case_class && this.#sheet.texts(code, name) === "");
    this.#sheet.set(blank.map(({ name }) => ({ ward: code, column: name, text: "0" })), { source: "zero" });
    this.#parts.get(code).next.focus();
  }

  #next(code) {
    const next = this.#nextOf(code);
    if (next) this.open(next);
    else {
      this.#unfold(this.#parts.get(code), false);
      this.bar.root.scrollIntoView({ block: "end" });
      (this.bar.button.disabled ? this.#parts.get(code).head : this.bar.button).focus();
    }
  }

  /** The next ward that is not done, round the end of the list; null when there is no other. */
  #nextOf(code) {
    const codes = this.#sheet.wards.map((ward) => ward.code);
    const at = codes.indexOf(code);
    const round = [...codes.slice(at + 1), ...codes.slice(0, at)];
    return round.find((each) => !this.#isDone(each)) ?? null;
  }

  #toggle(code) {
    const isOpen = !this.#parts.get(code).body.hidden;
    for (const [other, part] of this.#parts) this.#unfold(part, other === code && !isOpen);
  }

  #unfold(part, isOpen) {
    part.body.hidden = !isOpen;
    part.head.setAttribute("aria-expanded", String(isOpen));
    part.item.classList.toggle("open", isOpen);
  }

  #choose(onlyTodo) {
    this.#onlyTodo = onlyTodo;
    this.#kept = new Set();
    this.#show();
  }

  /** A card that becomes done while it is open stays until the list is filtered anew: nothing jumps under a thumb. */
  #show() {
    let shown = 0;
    for (const [code, { item, body }] of this.#parts) {
      if (!body.hidden || !this.#isDone(code)) this.#kept.add(code);
      item.hidden = this.#onlyTodo && this.#isDone(code) && !this.#kept.has(code);
      if (!item.hidden) shown += 1;
    }
    this.empty.hidden = shown > 0;
    this.all.setAttribute("aria-pressed", String(!this.#onlyTodo));
    this.todo.setAttribute("aria-pressed", String(this.#onlyTodo));
  }

  #isDone(code) {
    return DONE.includes(this.#sheet.rowState(code));
  }
}

/** What a ward is beside its name, such as “Thị trấn”; said only where it is not what most are. */
function kindOf({ name, full_name: full = name }) {
  return full.endsWith(name) ? full.slice(0, full.length - name.length).trim() : "";
}

function mostCommon(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0] ?? "";
}
