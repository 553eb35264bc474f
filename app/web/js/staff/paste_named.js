// A pasted table with names or headings: the server matches names to wards, and its answer fills the sheet as one step.
// Names it did not recognise are shown with the likeliest wards to choose from.

import { tidy } from "./cells.js";
import { make } from "./elements.js";
import { undo } from "./grid_keys.js";
import { Offline, request } from "./session.js";
import { fill } from "./words.js";

const READ = "/api/v1/imports/read";

export class NamedPaste {
  #dialog = document.getElementById("paste-dialog");

  constructor(grid, toast) {
    this.grid = grid;
    this.sheet = grid.sheet;
    this.toast = toast;
  }

  async take(text, block, { count_class } = {}) {
    const { words, state } = this.sheet;
    this.toast.show(words.paste_reading, [], { stays: true });
    try {
      const query = { on: state.reporting_date, district: state.district.code, count_class };
      const answer = await request(READ, { method: "POST", body: text, headers: { "Content-Type": "text/plain; charset=utf-8" }, query });
      this.#show(answer, block, text);
    } catch (fault) {
      this.toast.show(fault instanceof Offline ? words.paste_offline : fill(words.paste_failed, { why: fault.message }), [], { stays: true });
    }
  }

  #show(answer, block, text) {
    const { words, state } = this.sheet;
    const mine = answer.rows.filter((row) => !row.reporting_date || row.reporting_date === state.reporting_date);
    const others = answer.rows.filter((row) => !mine.includes(row));
    const places = placesOf(answer.layout);
    const count = this.sheet.set(mine.flatMap((row) => this.#cellsOf(row, block, places)), { source: "pasted" });
    const wards = new Set(mine.map(({ ward_code: ward }) => ward));
    const said = fill(words.pasted_matched, { n: count, m: wards.size });
    const takeBack = count ? [{ label: words.undo, act: () => undo(this.grid) }] : [];
    const remarks = [...answer.notices, ...(others.length ? [fill(words.paste_other_day, { n: others.length, day: others[0].reporting_date })] : [])];
    if (!answer.unmatched.length && !remarks.length) return this.toast.show(said, takeBack);
    this.toast.hide();
    this.#open({ said, takeBack, remarks, unmatched: answer.unmatched, block, places });
  }

  /** A row's cells: what was understood, and the text itself where it was not, so that it can be mended in place. */
  #cellsOf({ row, ward_code: ward, values, faults }, block, places) {
    const wrong = new Set(faults.map(({ column }) => column));
    const read = Object.entries(values).filter(([column, value]) => value !== null && !wrong.has(column));
    return [
      ...read.map(([column, value]) => ({ ward, column, text: String(value) })),
      ...[...wrong].map((column) => ({ ward, column, text: tidy(block[row - 1]?.[places.get(column)]) })),
    ];
  }

  #open({ said, takeBack, remarks, unmatched, block, places }) {
    const { words } = this.sheet;
    const undoButton = takeBack.map(({ label, act }) =>
      make("button", { type: "button", class: "button", onclick: () => (this.#dialog.close(), act()) }, label));
    this.#dialog.replaceChildren(
      make("h2", { id: "paste-title", tabindex: "-1" }, words.paste_title),
      make("p", { class: "lead" }, said),
      make("div", { class: "review-body" },
        remarks.length ? make("ul", { class: "remarks" }, remarks.map((each) => make("li", {}, each))) : null,
        unmatched.length ? make("section", {}, make("h3", {}, words.paste_unmatched), ...unmatched.map((each) => this.#unmatched(each, block, places))) : null),
      make("form", { method: "dialog", class: "review-foot" }, ...undoButton, make("button", { class: "button primary" }, words.close)));
    this.#dialog.showModal();
    this.#dialog.querySelector("h2").focus();
  }

  #unmatched({ row, text, message, candidates }, block, places) {
    const { words } = this.sheet;
    const line = make("div", { class: "fix-item", "data-unmatched": row }, make("p", {}, make("b", {}, `“${text}”`), make("span", {}, message)));
    const likely = candidates.filter(({ ward_code: ward }) => this.sheet.ward(ward));
    const rest = this.sheet.wards.filter(({ code }) => !likely.some(({ ward_code: ward }) => ward === code));
    const select = make("select", { class: "field", "aria-label": `${text}: ${words.paste_choose}`, onchange: ({ target }) => {
      if (target.value) this.#put(line, target.value, block[row - 1] ?? [], places);
    } },
    make("option", { value: "" }, words.paste_choose),
    likely.map(({ ward_code: ward, ward_name: name }) => make("option", { value: ward }, name)),
    make("optgroup", { label: "–" }, rest.map(({ code, full_name: name }) => make("option", { value: code }, name))));
    line.append(select);
    return line;
  }

  #put(line, ward, cells, places) {
    const given = [...places].map(([column, at]) => ({ ward, column, text: tidy(cells[at]) })).filter(({ text }) => text !== "");
    this.sheet.set(given, { source: "pasted" });
    line.replaceChildren(make("p", {}, fill(this.sheet.words.paste_put_done, { ward: this.sheet.ward(ward).name })));
  }
}

/** Which of the pasted columns holds each column of the sheet. */
function placesOf({ columns }) {
  return new Map(columns.map(({ column }, at) => [column, at]).filter(([column]) => column));
}
