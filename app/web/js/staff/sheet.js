// The daily sheet of a district, without any picture of it: every ward's cells as they were typed, what they mean, what
// is wrong or odd, undo, and the rows to send. Views (the table, the cards), drafts and sending all go through it.
//
//   const sheet = new DaySheet(state)         state: the JSON in #sheet-state (see app/api/pages/staff_report.py)
//   sheet.wards, sheet.columns                as in the state; ward(code), column(name) find one
//   sheet.texts(ward, column)                 the text as typed; blank is ""
//   sheet.shown(ward, column)                 the same as shown when nobody types in it (1250 -> 1.250)
//   sheet.cell(ward, column)                  {text, value | fault}; value null is a blank
//   sheet.set([{ward, column, text}], {undoable, source})   one step of undo; tells how many cells changed
//   sheet.undo(), redo(), canUndo, canRedo
//   sheet.rowState(ward)                      blank | partial | error | warning | complete | stored
//   sheet.faults(), warnings(), missing()     lists of {ward, column, code, message}; missing(): {ward, columns}
//   sheet.progress()                          {wards, done, errors, missing, toSend}
//   sheet.totals(), total(ward), yesterdayTotal(ward)
//   sheet.blankToZero()                       fills rows that were never sent; one step of undo
//   sheet.rowsToSend({reasons, confirmations})  the rows for POST /case-reports/batch, complete and changed ones only
//   sheet.loadDraft(cells), sheet.cells()     {ward: {column: text}} of what differs from what is stored
//   sheet.store(ward, stored)                 this is stored now and the row shows it
//   sheet.rebase(ward, stored)                this is stored now, by somebody else; what was typed stays and corrects it
//   sheet.setLevels(changes)                  levels in force after a batch was taken
//   sheet.setVerdict(verdict)                 the server's answer to a dry run (see verdict.js)
//
// Events: `change` {cells: [{ward, column}], source}; `verdict` {verdict}; `stored` {wards};
//         `levels` {wards}.

import { formatCount } from "./cells.js";
import { History } from "./history.js";
import { readCell, reportOf, rowFaults, rowWarnings, storedTexts, totalOf } from "./rows.js";
import { progressOf, totalsOf } from "./tallies.js";
import { fill } from "./words.js";

export class DaySheet extends EventTarget {
  #byCode = new Map();
  #texts = new Map();
  #read = new Map();
  #history = new History();
  #verdict = null;

  constructor(state) {
    super();
    this.state = state;
    this.wards = state.wards;
    this.columns = state.columns;
    this.words = state.words;
    this.readOnly = Boolean(state.read_only);
    this.#byCode = new Map(this.wards.map((ward) => [ward.code, ward]));
    for (const ward of this.wards) this.#texts.set(ward.code, storedTexts(ward.stored, this.columns));
  }

  ward(code) {
    return this.#byCode.get(code);
  }

  column(name) {
    return this.columns.find((column) => column.name === name);
  }

  texts(ward, column) {
    return this.#texts.get(ward)?.[column] ?? "";
  }

  shown(ward, column) {
    const { text, value } = this.cell(ward, column);
    return typeof value === "number" ? this.figure(value) : text;
  }

  cell(ward, column) {
    return this.#row(ward).cells[column];
  }

  /** A number as this page writes it; texts as they are. */
  figure(value) {
    return typeof value === "number" ? formatCount(value, this.state.language) : value;
  }

  /** Values by column; a cell that cannot be read counts as blank. */
  values(ward) {
    return this.#row(ward).values;
  }

  /** Changes cells as one step; what is no cell of this sheet is left out. Returns how many really changed. */
  set(changes, { undoable = true, source = "typed" } = {}) {
    if (this.readOnly) return 0;
    const real = changes.filter(({ ward, column, text }) => this.#has(ward, column) && this.texts(ward, column) !== text);
    if (!real.length) return 0;
    const before = real.map(({ ward, column }) => ({ ward, column, text: this.texts(ward, column) }));
    if (undoable) this.#history.add(before, real);
    this.#write(real, source);
    return real.length;
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  /** Takes the last step back; returns its cells, none when there is no step. */
  undo() {
    return this.#write(this.#history.back(), "undo");
  }

  redo() {
    return this.#write(this.#history.forward(), "redo");
  }

  rowState(code) {
    const row = this.#row(code);
    if (row.faults.length) return "error";
    if (!this.#differs(code)) return this.ward(code).stored?.counts ? "stored" : "blank";
    if (this.#withdraws(code)) return "complete";
    if (!row.report) return "partial";
    return this.#rowWarnings(code).length ? "warning" : "complete";
  }

  /** Whether sending the row would correct, or withdraw, what is stored. */
  isCorrection(code) {
    return Boolean(this.ward(code).stored) && this.#differs(code);
  }

  isWithdrawal(code) {
    return this.#withdraws(code);
  }

  /** What must be mended, in one ward or in all. */
  faults(code) {
    return this.#codes(code).flatMap((each) => this.#row(each).faults);
  }

  /** What asks for a second look, in one ward or in all, among the rows that would be sent. */
  warnings(code) {
    return this.#codes(code).flatMap((each) => (this.#isWhole(each) ? this.#rowWarnings(each) : []));
  }

  /** Wards whose cases are not all given, with the columns that are blank; faults stand in `faults`. */
  missing() {
    return this.wards
      .filter(({ code }) => ["blank", "partial"].includes(this.rowState(code)))
      .map(({ code }) => ({ ward: code, columns: this.#blankClasses(code) }));
  }

  progress() {
    return progressOf(this);
  }

  total(code) {
    return totalOf(this.values(code), this.columns);
  }

  yesterdayTotal(code) {
    const { yesterday } = this.ward(code);
    return yesterday ? totalOf(yesterday, this.columns) : null;
  }

  /** Sums over all wards by column, with `total` and `yesterday`; null where no ward has a value. */
  totals() {
    return totalsOf(this);
  }

  /** Says 0 wherever a number is blank in a row that was never sent. A stored report is not touched. */
  blankToZero() {
    const rows = this.wards.filter((ward) => !ward.stored?.counts);
    const numbers = this.columns.filter((column) => column.is_number);
    const blank = rows.flatMap(({ code }) =>
      numbers
        .filter(({ name }) => this.cell(code, name).value === null)
        .map(({ name }) => ({ ward: code, column: name, text: "0" })),
    );
    return this.set(blank, { source: "zero" });
  }

  rowsToSend({ reasons = {}, confirmations = {} } = {}) {
    const whole = this.wards.filter(({ code }) => this.#differs(code) && this.#isWhole(code));
    return whole.map(({ code, stored }) => ({
      ward_code: code,
      reporting_date: this.state.reporting_date,
      ...(this.#withdraws(code) ? { counts: null } : this.#row(code).report),
      ...(stored ? { correction: { version: stored.version, reason_code: reasons[code] ?? "other" } } : {}),
      ...(confirmations[code]?.length ? { confirmations: confirmations[code] } : {}),
    }));
  }

  loadDraft(cells, { source = "draft" } = {}) {
    const changes = Object.entries(cells).flatMap(([ward, texts]) =>
      Object.entries(texts).map(([column, text]) => ({ ward, column, text })),
    );
    return this.set(changes, { undoable: false, source });
  }

  cells() {
    const rows = this.wards.map(({ code, stored }) => {
      const before = storedTexts(stored, this.columns);
      const changed = this.columns.filter(({ name }) => this.texts(code, name) !== before[name]);
      return [code, Object.fromEntries(changed.map(({ name }) => [name, this.texts(code, name)]))];
    });
    return Object.fromEntries(rows.filter(([, texts]) => Object.keys(texts).length));
  }

  store(code, stored) {
    this.#replaceStored(code, stored);
    this.#texts.set(code, storedTexts(stored, this.columns));
    this.#read.delete(code);
    this.#history.forget(code);
    this.#tell([code], "stored");
  }

  /** When the server took some reports, by its own clock. */
  setReceived(codes, at) {
    for (const code of codes) this.ward(code).stored.received_at = at;
    this.dispatchEvent(new CustomEvent("stored", { detail: { wards: codes } }));
  }

  rebase(code, stored) {
    this.#replaceStored(code, stored);
    this.#tell([code], "rebased");
  }

  /** The levels in force after what was sent. */
  setLevels(changes) {
    for (const { ward_code: code, after } of changes) if (this.ward(code)) this.ward(code).level = after;
    this.dispatchEvent(new CustomEvent("levels", { detail: { wards: changes.map((change) => change.ward_code) } }));
  }

  get verdict() {
    return this.#verdict;
  }

  setVerdict(verdict) {
    this.#verdict = verdict;
    this.dispatchEvent(new CustomEvent("verdict", { detail: { verdict } }));
  }

  /** What a row would say, to tell whether an answer of the server still speaks of it. */
  rowKey(code) {
    return JSON.stringify([this.values(code), this.ward(code).stored?.version ?? 0]);
  }

  #codes(code) {
    return code ? [code] : this.wards.map((ward) => ward.code);
  }

  #has(ward, column) {
    return this.#byCode.has(ward) && this.columns.some(({ name }) => name === column);
  }

  #write(changes, source) {
    for (const { ward, column, text } of changes) {
      this.#texts.get(ward)[column] = text;
      this.#read.delete(ward);
    }
    const cells = changes.map(({ ward, column }) => ({ ward, column }));
    if (cells.length) this.dispatchEvent(new CustomEvent("change", { detail: { cells, source } }));
    return cells;
  }

  #row(code) {
    if (!this.#read.has(code)) this.#read.set(code, this.#readRow(code));
    return this.#read.get(code);
  }

  #readRow(code) {
    const texts = this.#texts.get(code);
    const cells = Object.fromEntries(this.columns.map((column) => [column.name, readCell(column, texts[column.name])]));
    const values = Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cell.value ?? null]));
    const wrong = Object.entries(cells).filter(([, cell]) => cell.fault);
    const faults = wrong.map(([column, cell]) => ({ column, code: cell.fault, values: { value: cell.text } }));
    const all = [...faults, ...(faults.length ? [] : rowFaults(values))];
    return { cells, values, faults: all.map((fault) => this.#worded(code, fault)), report: reportOf(values, this.columns) };
  }

  #rowWarnings(code) {
    const told = this.#verdict?.rows.get(code);
    if (told && told.key === this.rowKey(code)) return told.warnings.map((each) => ({ ward: code, ...each }));
    if (this.#withdraws(code)) return [];
    const found = rowWarnings(this.values(code), this.ward(code), this.columns, this.state.plausibility);
    return found.map((each) => this.#worded(code, each));
  }

  #worded(ward, { column, code, words = code, values = {} }) {
    const shown = Object.entries(values).map(([name, value]) => [name, this.figure(value)]);
    return { ward, column, code, message: fill(this.words[`why_${words}`], Object.fromEntries(shown)) };
  }

  #blankClasses(code) {
    const values = this.values(code);
    return this.columns.filter(({ is_case_class, name }) => is_case_class && values[name] === null).map(({ name }) => name);
  }

  #isWhole(code) {
    const row = this.#row(code);
    return !row.faults.length && this.#differs(code) && (row.report !== null || this.#withdraws(code));
  }

  /** A stored report whose every cell was emptied is withdrawn: the ward has no report again. */
  #withdraws(code) {
    const { stored } = this.ward(code);
    return Boolean(stored?.counts) && Object.values(this.values(code)).every((value) => value === null)
      && !this.#row(code).faults.length;
  }

  #differs(code) {
    const row = this.#row(code);
    const before = storedTexts(this.ward(code).stored, this.columns);
    const same = (column) => {
      const cell = row.cells[column.name];
      return !cell.fault && (readCell(column, before[column.name]).value ?? null) === cell.value;
    };
    return !this.columns.every(same);
  }

  #replaceStored(code, stored) {
    this.ward(code).stored = stored;
  }

  #tell(wards, source) {
    const cells = wards.flatMap((ward) => this.columns.map(({ name }) => ({ ward, column: name })));
    this.dispatchEvent(new CustomEvent("change", { detail: { cells, source } }));
    this.dispatchEvent(new CustomEvent("stored", { detail: { wards } }));
  }
}
