// A pasted table with names or headings: the server matches names to wards, and its answer fills the sheet as one step.
// Names it did not recognise are shown with the likeliest wards to choose from.

import { tidy } from "./cells.js";
import { make } from "./elements.js";
import { undo } from "./grid_keys.js";
import { underHeadings } from "./paste_headless.js";
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

  /** @param block the same text as rows of cells, for what could not be read to be mended in its place. */
  async take(text, block, countClass) {
    const { words, state } = this.sheet;
    this.toast.show(words.paste_reading, [], { stays: true });
    try {
      const query = { on: state.reporting_date, district: state.district.code, count_class: countClass };
      const answer = await request(READ, { method: "POST", body: text, headers: { "Content-Type": "text/plain; charset=utf-8" }, query });
      if (answer.layout.needs_class) this.#askClass(answer.layout.unclassed, (chosen) => this.take(text, block, chosen));
      else this.#show(answer, block);
    } catch (fault) {
      const headless = fault.document?.reason === "no_table" && underHeadings(block, this.sheet.columns.slice(this.grid.selection.range.left));
      if (headless) return this.#askColumns(headless);
      this.toast.show(fault instanceof Offline ? words.paste_offline : fill(words.paste_failed, { why: fault.message }), [], { stays: true });
    }
  }

  #show({ rows, unmatched, notices, layout }, block) {
    const { words, state } = this.sheet;
    const letters = layout.columns.map(({ letter }) => letter);
    const mine = rows.filter((row) => !row.reporting_date || row.reporting_date === state.reporting_date);
    const { cells, clashing } = agreed(mine.map((row) => ({ ward: row.ward_code, row: row.row, cells: cellsOf(row, row.ward_code, { block, letters }) })));
    const count = this.sheet.set(cells, { source: "pasted" });
    const wards = new Set(cells.map(({ ward }) => ward));
    const said = fill(words.pasted_matched, { n: count, m: wards.size });
    const takeBack = count ? [{ label: words.undo, act: () => undo(this.grid) }] : [];
    const others = rows.filter((row) => !mine.includes(row));
    const otherDay = others.length ? [fill(words.paste_other_day, { n: others.length, day: asWritten(others[0].reporting_date) })] : [];
    const twice = clashing.map(({ ward, rows: at }) => fill(words.paste_twice, { ward: this.sheet.ward(ward).name, rows: at.join(", ") }));
    const remarks = [...twice, ...notices, ...otherDay];
    if (!unmatched.length) return this.toast.show(said, takeBack, { remarks, stays: remarks.length > 0, ofStep: true });
    this.toast.hide();
    this.#open({ said, takeBack, remarks, unmatched, source: { block, letters } });
  }

  /** A column that only says “cases” is never guessed: the person says what it counts. */
  #askClass(headings, go) {
    const { words } = this.sheet;
    this.toast.hide();
    const classes = this.sheet.columns.filter(({ is_case_class: isClass }) => isClass);
    const buttons = classes.map(({ name, heading }) =>
      make("button", { type: "button", class: "button", value: name, onclick: () => (this.#dialog.close(), go(name)) }, heading));
    this.#dialog.replaceChildren(
      make("h2", { id: "paste-title", tabindex: "-1" }, fill(words.paste_class_title, { heading: headings.join(", ") })),
      make("p", { class: "lead" }, words.paste_class_note),
      make("div", { class: "review-body choices" }, ...buttons),
      make("form", { method: "dialog", class: "review-foot" }, make("button", { class: "button" }, words.paste_class_none)));
    this.#dialog.showModal();
  }

  /** Numbers without headings go where the chosen cell is, once the person has said that this is right. */
  #askColumns({ text, block, columns }) {
    const { words } = this.sheet;
    this.toast.hide();
    const named = columns.map(({ heading }) => make("li", {}, heading));
    const go = make("button", { class: "button primary", onclick: () => this.take(text, block) }, words.paste_headless_go);
    this.#dialog.replaceChildren(
      make("h2", { id: "paste-title", tabindex: "-1" }, words.paste_headless_title),
      make("p", { class: "lead" }, words.paste_headless_note),
      make("div", { class: "review-body" }, make("ol", { class: "remarks" }, named)),
      make("form", { method: "dialog", class: "review-foot" }, make("button", { class: "button" }, words.paste_class_none), go));
    this.#dialog.showModal();
    this.#dialog.querySelector("h2").focus();
  }

  #open({ said, takeBack, remarks, unmatched, source }) {
    const { words } = this.sheet;
    const undoButton = takeBack.map(({ label, act }) =>
      make("button", { type: "button", class: "button", onclick: () => (this.#dialog.close(), act()) }, label));
    this.#dialog.replaceChildren(
      make("h2", { id: "paste-title", tabindex: "-1" }, words.paste_title),
      make("p", { class: "lead" }, said),
      make("div", { class: "review-body" },
        remarks.length ? make("ul", { class: "remarks" }, remarks.map((each) => make("li", {}, each))) : null,
        unmatched.length ? make("section", {}, make("h3", {}, words.paste_unmatched), ...unmatched.map((each) => this.#unmatched(each, source))) : null),
      make("form", { method: "dialog", class: "review-foot" }, ...undoButton, make("button", { class: "button primary" }, words.close)));
    this.#dialog.showModal();
    this.#dialog.querySelector("h2").focus();
  }

  #unmatched(left, source) {
    const { words } = this.sheet;
    const { row, text, message, candidates } = left;
    const line = make("div", { class: "fix-item", "data-unmatched": row }, make("p", {}, make("b", {}, `“${text}”`), make("span", {}, message)));
    const likely = candidates.filter(({ ward_code: ward }) => this.sheet.ward(ward));
    const rest = this.sheet.wards.filter(({ code }) => !likely.some(({ ward_code: ward }) => ward === code));
    const select = make("select", { class: "field", "aria-label": `${text}: ${words.paste_choose}`, onchange: ({ target }) => {
      if (target.value) this.#put(line, cellsOf(left, target.value, source));
    } },
    make("option", { value: "" }, words.paste_choose),
    likely.map(({ ward_code: ward, ward_name: name }) => make("option", { value: ward }, name)),
    make("optgroup", { label: words.paste_others }, rest.map(({ code, full_name: name }) => make("option", { value: code }, name))));
    line.append(select);
    return line;
  }

  #put(line, cells) {
    this.sheet.set(cells, { source: "pasted" });
    line.replaceChildren(make("p", {}, fill(this.sheet.words.paste_put_done, { ward: this.sheet.ward(cells[0].ward).name })));
  }
}

/**
 * What the rows of a table say together. A ward with two rows that differ in some cell is left out: neither is the
 * right one just because it stands last.
 *
 * @param rows `[{ward, row, cells}]`
 * @returns `{cells, clashing: [{ward, rows}]}`
 */
function agreed(rows) {
  const byWard = new Map();
  for (const row of rows) byWard.set(row.ward, [...(byWard.get(row.ward) ?? []), row]);
  const clashing = [...byWard].filter(([, all]) => all.length > 1 && differ(all.flatMap(({ cells }) => cells)));
  const wrong = new Set(clashing.map(([ward]) => ward));
  return {
    cells: rows.filter(({ ward }) => !wrong.has(ward)).flatMap(({ cells }) => cells),
    clashing: clashing.map(([ward, all]) => ({ ward, rows: all.map(({ row }) => row) })),
  };
}

function differ(cells) {
  const said = new Map();
  for (const { column, text } of cells) {
    if (said.has(column) && said.get(column) !== text) return true;
    said.set(column, text);
  }
  return false;
}

/** A day as people write it: 2021-08-14 as 14/08/2021. */
function asWritten(day) {
  return day.split("-").reverse().join("/");
}

/** A row's cells: what was understood, and the text itself where it was not, so that it can be mended in place. */
function cellsOf({ row, values, faults }, ward, { block, letters }) {
  const wrong = new Map(faults.map(({ column, cell }) => [column, letters.indexOf(cell.replace(/\d+$/, ""))]));
  const read = Object.entries(values).filter(([column, value]) => value !== null && !wrong.has(column));
  return [
    ...read.map(([column, value]) => ({ ward, column, text: String(value) })),
    ...[...wrong].map(([column, at]) => ({ ward, column, text: tidy(block[row - 1]?.[at]) })),
  ];
}
