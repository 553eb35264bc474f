// The daily sheet as a table: paints the cells of a DaySheet into the inputs the server sent, and moves among them.

import { listenToKeys } from "./grid_keys.js";
import { listenToPointer } from "./grid_pointer.js";
import { Selection } from "./selection.js";
import { fill } from "./words.js";

const STATE_ICONS = { stored: "i-sent", changed: "i-pen", complete: "i-done", warning: "i-odd", error: "i-wrong", partial: "i-part" };

export class Grid {
  constructor(sheet, table) {
    this.sheet = sheet;
    this.table = table;
    this.scroll = table.parentElement;
    this.live = document.getElementById("sheet-live");
    this.rows = [...table.tBodies[0].rows];
    this.inputs = this.rows.map((row) => [...row.querySelectorAll("input")]);
    this.places = new Map(this.inputs.flatMap((row, at) => row.map((input, column) => [input, { row: at, column }])));
    this.selection = new Selection(this.rows.length, sheet.columns.length);
    this.editing = false;
    this.#prepare();
    sheet.addEventListener("change", ({ detail }) => this.#paintCells(detail.cells));
    sheet.addEventListener("verdict", () => this.#paintAllStates());
    sheet.addEventListener("levels", () => this.#paintLevels());
    this.selection.addEventListener("change", () => this.#paintSelection());
    listenToKeys(this);
    listenToPointer(this);
    for (const at of this.rows.keys()) this.#paintRow(at);
    this.#paintTotals();
  }

  get activeInput() {
    const { row, column } = this.selection.active;
    return this.inputs[row][column];
  }

  wardAt(row) {
    return this.sheet.wards[row];
  }

  columnAt(column) {
    return this.sheet.columns[column];
  }

  /** The cells of the chosen range, row by row. */
  chosen() {
    const { top, bottom, left, right } = this.selection.range;
    const rows = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        rows.push({ ward: this.wardAt(row).code, column: this.columnAt(column).name, row, place: column });
      }
    }
    return rows;
  }

  /** Goes to a cell by its names; the total leads to the first class of cases, the largest one if any is given. */
  jump(ward, column) {
    const row = this.sheet.wards.findIndex(({ code }) => code === ward);
    const name = column === "total" ? this.#largestClass(ward) : column;
    this.selection.go(row, Math.max(0, this.sheet.columns.findIndex((each) => each.name === name)));
    this.focus();
  }

  focus() {
    const input = this.activeInput;
    input.focus({ preventScroll: true });
    if (!this.editing) input.select();
    this.#reveal(input);
  }

  /** Begins typing in the active cell: over what stands there, or (F2) at its end. */
  edit({ keep = false } = {}) {
    if (this.sheet.readOnly || this.editing) return;
    const { ward, column } = this.#names(this.activeInput);
    this.editing = keep ? "within" : "over";
    if (keep) {
      const text = this.sheet.texts(ward, column);
      this.activeInput.value = text;
      this.activeInput.setSelectionRange(text.length, text.length);
    }
    this.activeInput.closest("td").classList.add("editing");
  }

  /** Takes what was typed into the sheet. */
  commit() {
    if (!this.editing) return;
    const input = this.activeInput;
    const { ward, column } = this.#names(input);
    this.#endEdit(input);
    if (!this.sheet.set([{ ward, column, text: input.value }])) this.#paintInput(input);
    this.#tellFault(ward, column);
  }

  /** Esc: what stood there before typing. */
  restore() {
    const input = this.activeInput;
    this.#endEdit(input);
    this.#paintInput(input);
    input.select();
  }

  say(message) {
    this.live.textContent = "";
    requestAnimationFrame(() => {
      this.live.textContent = message;
    });
  }

  #prepare() {
    for (const [input, { row, column }] of this.places) {
      input.tabIndex = row === 0 && column === 0 ? 0 : -1;
      input.readOnly = this.sheet.readOnly;
      input.closest("td").setAttribute("aria-selected", "false");
    }
  }

  #names(input) {
    const { row, column } = this.places.get(input);
    return { ward: this.wardAt(row).code, column: this.columnAt(column).name };
  }

  #endEdit(input) {
    this.editing = false;
    input.closest("td").classList.remove("editing");
  }

  #paintCells(cells) {
    const wards = new Set(cells.map(({ ward }) => ward));
    for (const [at, { code }] of this.sheet.wards.entries()) if (wards.has(code)) this.#paintRow(at);
    this.#paintTotals();
    this.selection.dispatchEvent(new Event("content"));
  }

  #paintAllStates() {
    for (const at of this.rows.keys()) this.#paintState(at);
  }

  #paintRow(at) {
    for (const input of this.inputs[at]) if (!(this.editing && input === this.activeInput)) this.#paintInput(input);
    this.#write(this.rows[at].querySelector("[data-total]"), this.sheet.total(this.wardAt(at).code));
    this.#paintState(at);
  }

  #paintInput(input) {
    const { ward, column } = this.#names(input);
    const cell = this.sheet.cell(ward, column);
    input.value = this.sheet.shown(ward, column);
    input.classList.toggle("zero", cell.value === 0);
    input.title = this.sheet.column(column).is_number ? "" : input.value;
  }

  #paintState(at) {
    const { code } = this.wardAt(at);
    const row = this.rows[at];
    const marks = this.#marks(code);
    for (const cell of row.querySelectorAll("[data-column], [data-total]")) {
      const mark = marks.get(cell.dataset.column ?? "total");
      cell.classList.toggle("wrong", mark === "wrong");
      cell.classList.toggle("odd", mark === "odd");
      cell.querySelector("input")?.setAttribute("aria-invalid", String(mark === "wrong"));
    }
    this.#paintIcon(row, code);
  }

  #marks(code) {
    return new Map([
      ...this.sheet.warnings(code).map(({ column }) => [column, "odd"]),
      ...this.sheet.faults(code).map(({ column }) => [column, "wrong"]),
    ]);
  }

  #paintIcon(row, code) {
    const rowState = this.sheet.rowState(code);
    const state = this.sheet.isCorrection(code) && rowState === "complete" ? "changed" : rowState;
    row.dataset.state = state;
    const icon = STATE_ICONS[state];
    const place = row.querySelector("[data-state]");
    const words = this.sheet.words[`state_${state}`];
    place.innerHTML = icon ? `<svg aria-hidden="true"><use href="#${icon}"/></svg>` : "";
    place.title = words;
    const said = document.createElement("span");
    said.className = "sr";
    said.textContent = `, ${words}`;
    place.append(said);
  }

  #paintLevels() {
    for (const [at, { level }] of this.sheet.wards.entries()) {
      const { css_class: style, glyph, label } = this.sheet.state.levels[level];
      const picture = this.rows[at].querySelector(".glyph");
      picture.setAttribute("class", `glyph ${style}`);
      picture.firstElementChild.setAttribute("href", `#${glyph}`);
      this.rows[at].querySelector("[data-level-label]").textContent = `, ${label}`;
    }
  }

  #paintTotals() {
    const totals = this.sheet.totals();
    for (const cell of this.table.querySelectorAll("[data-sum]")) this.#write(cell, totals[cell.dataset.sum]);
  }

  #write(cell, value) {
    cell.textContent = value === null ? "" : this.sheet.figure(value);
    cell.classList.toggle("zero", value === 0);
  }

  #paintSelection() {
    const { row: activeRow, column: activeColumn } = this.selection.active;
    const isRange = this.selection.size > 1;
    for (const [input, { row, column }] of this.places) {
      const cell = input.closest("td");
      const isActive = row === activeRow && column === activeColumn;
      const isChosen = this.selection.has(row, column);
      cell.classList.toggle("active", isActive);
      cell.classList.toggle("chosen", isRange && isChosen);
      cell.setAttribute("aria-selected", String(isChosen));
      input.tabIndex = isActive ? 0 : -1;
    }
    for (const [at, row] of this.rows.entries()) row.classList.toggle("at", at === activeRow);
    if (isRange) this.#tellRange();
  }

  #tellRange() {
    const { top, bottom, left, right } = this.selection.range;
    this.say(fill(this.sheet.words.selected_range, { rows: bottom - top + 1, columns: right - left + 1 }));
  }

  #tellFault(ward, column) {
    const isHere = (each) => each.column === column || each.column === "total";
    const fault = [...this.sheet.faults(ward), ...this.sheet.warnings(ward)].find(isHere);
    if (fault) this.say(`${this.sheet.ward(ward).name}: ${fault.message}`);
  }

  #largestClass(ward) {
    const values = this.sheet.values(ward);
    const classes = this.sheet.columns.filter(({ is_case_class }) => is_case_class);
    return classes.reduce((best, each) => ((values[each.name] ?? 0) > (values[best.name] ?? 0) ? each : best)).name;
  }

  /** Scrolls so that the cell is not under the head, the first column or the totals. */
  #reveal(input) {
    const box = input.closest("td").getBoundingClientRect();
    const view = this.scroll.getBoundingClientRect();
    const head = this.table.tHead.getBoundingClientRect().height;
    const foot = this.table.tFoot.getBoundingClientRect().height;
    const first = this.rows[0].cells[0].getBoundingClientRect().width;
    const above = box.top - (view.top + head);
    const below = box.bottom - (view.top + this.scroll.clientHeight - foot);
    const before = box.left - (view.left + first);
    const after = box.right - (view.left + this.scroll.clientWidth);
    this.scroll.scrollTop += above < 0 ? above : Math.max(0, below);
    this.scroll.scrollLeft += before < 0 ? before : Math.max(0, after);
    const outside = Math.max(0, box.bottom - innerHeight, -box.top);
    if (outside) input.scrollIntoView({ block: "nearest" });
  }
}
