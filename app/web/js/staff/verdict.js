// What sending would change, asked of the server while one types: a dry run of the rows that are complete, which writes
// nothing. Only the newest answer counts.
//
// A verdict is {state, changes, rows, message}: state `waiting` (no row is complete), `trying`, `known`, `offline`,
// `failed`; changes [{ward_code, ward_name, before, after}]; rows: Map of ward to {key, warnings, problem, current}, where
// `key` is the row the server spoke of.

import { Offline, request } from "./session.js";

const PAUSE_MS = 700;
const AGAIN_MS = 15_000;
const DRY_RUN = "/api/v1/case-reports/batch";

export class Verdicts {
  #sheet;
  #timer = 0;
  #asking = null;

  constructor(sheet) {
    this.#sheet = sheet;
    sheet.addEventListener("change", () => this.#soon(PAUSE_MS));
    addEventListener("online", () => this.#soon(0));
    this.#soon(0);
  }

  #soon(milliseconds) {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const { state } = this.#sheet.verdict ?? {};
    if (state !== "trying" && this.#sheet.rowsToSend().length) this.#tell({ state: "trying" });
    this.#timer = setTimeout(() => this.#ask(), milliseconds);
  }

  async #ask() {
    const rows = this.#sheet.rowsToSend();
    if (!rows.length) return this.#tell({ state: "waiting", changes: [], rows: new Map() });
    const keys = rows.map(({ ward_code: ward }) => this.#sheet.rowKey(ward));
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const answer = await request(DRY_RUN, {
        method: "POST",
        body: rows,
        query: { dry_run: true, partial: true },
        signal: asking.signal,
        signIn: false,
      });
      if (this.#asking === asking) this.#tell(verdictOf(answer, rows, keys, this.#sheet));
    } catch (fault) {
      if (this.#asking === asking && !asking.signal.aborted) this.#failed(fault);
    }
  }

  #failed(fault) {
    this.#tell({ state: fault instanceof Offline ? "offline" : "failed", message: fault.message });
    this.#timer = setTimeout(() => this.#ask(), AGAIN_MS);
  }

  /** What the server said of rows before stands beside a new state until it speaks again. */
  #tell(verdict) {
    const before = this.#sheet.verdict ?? { changes: [], rows: new Map() };
    this.#sheet.setVerdict({ changes: before.changes, rows: before.rows, message: "", ...verdict });
  }
}

/** The answer to a batch as a verdict on the rows that were sent; changes in the order of the sheet, others after. */
export function verdictOf(answer, rows, keys, sheet) {
  const { language } = sheet.state;
  const place = ({ ward_code: ward }) => {
    const at = sheet.wards.findIndex(({ code }) => code === ward);
    return at < 0 ? Infinity : at;
  };
  const found = answer.items.map((item) => {
    const warnings = item.warnings.map((each) => ({ ...each, message: each[`message_${language}`] ?? each.message_vi }));
    const { problem, problem_type, current } = item;
    return [rows[item.index].ward_code, { key: keys[item.index], warnings, problem, problem_type, current }];
  });
  const changes = [...answer.level_changes].sort((one, other) => (place(one) === place(other) ? 0 : place(one) - place(other)));
  return { state: "known", changes, rows: new Map(found) };
}
