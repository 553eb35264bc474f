// Sending a sheet: into the outbox, out again when the server has it, and what becomes of refusals.
//
//   const sender = new Sender(sheet, outbox, {state, words, moment, sheetAddress})
//   const outcome = await sender.submit(sheet.rowsToSend(…))
//     {state: "sent" | "partly", answer}   the server's answer to the batch
//     {state: "queued"}                    no network: sent by itself later
//     {state: "refused", problem}          nothing was taken; the person has been told
//
// Events: `change` when what waits or was refused has changed; `sent` {item, answer} for each answer, also of rows that
// were sent from this browser earlier.

import { chooseFigures, differing } from "./conflicts.js";
import { ask, make } from "./elements.js";
import { fill } from "./words.js";

const CLASHES = ["report-conflict", "stale-version"];

export class Sender extends EventTarget {
  #sheet;
  #outbox;
  #state;
  #words;
  #moment;
  #now;
  #outcomes = new Map();
  #awaited = new Set();
  #deciding = false;

  constructor(sheet, outbox, { state, words, moment, now }) {
    super();
    this.#sheet = sheet;
    this.#outbox = outbox;
    this.#state = state;
    this.#words = words;
    this.#moment = moment;
    this.#now = now;
    outbox.addEventListener("change", () => this.dispatchEvent(new CustomEvent("change")));
    outbox.addEventListener("answered", ({ detail }) => this.#answered(detail));
    outbox.addEventListener("refused", ({ detail }) => this.#refused(detail));
    outbox.addEventListener("postponed", ({ detail }) => {
      this.#awaited.delete(detail.item.key);
      this.#finish(detail.item, { state: "queued", fault: detail.fault });
    });
  }

  /** Wards of this sheet that are on their way. */
  get waitingWards() {
    return new Set(this.#mine(this.#outbox.waiting).flatMap((item) => item.rows.map((row) => row.ward_code)));
  }

  /** Wards of this sheet that were refused and wait for a decision. */
  get refusedWards() {
    return new Set(this.#mine(this.#outbox.refused).flatMap((item) => item.rows.map((row) => row.ward_code)));
  }

  /** Sends rows. What waits already, word for word, is not sent twice over. */
  async submit(rows) {
    const waiting = this.#mine(this.#outbox.waiting);
    const known = new Set(waiting.flatMap((item) => item.rows.map((row) => JSON.stringify(row))));
    const fresh = rows.filter((row) => !known.has(JSON.stringify(row)));
    const item = fresh.length ? this.#add(fresh) : waiting.at(-1);
    if (!item) return { state: "queued" };
    this.#awaited.add(item.key);
    const outcome = new Promise((resolve) => this.#outcomes.set(item.key, resolve));
    this.#outbox.flush();
    return outcome;
  }

  /** Asks for a decision about everything of this sheet that was refused; one question at a time. */
  async decide() {
    if (this.#deciding) return;
    this.#deciding = true;
    try {
      for (const item of this.#mine(this.#outbox.refused)) await this.#decideOn(item);
    } finally {
      this.#deciding = false;
    }
  }

  #add(rows) {
    const { district, reporting_date, day_label } = this.#state;
    const title = `${district.name}, ${day_label ?? reporting_date}`;
    return this.#outbox.add({ district_code: district.code, reporting_date, rows, title });
  }

  #mine(items) {
    const { district, reporting_date } = this.#state;
    return items.filter((item) => item.district_code === district.code && item.reporting_date === reporting_date);
  }

  #finish(item, outcome) {
    this.#outcomes.get(item.key)?.(outcome);
    this.#outcomes.delete(item.key);
  }

  #answered({ item, answer }) {
    if (this.#mine([item]).length) this.#show(item, answer);
    const state = answer.rejected ? "partly" : "sent";
    this.dispatchEvent(new CustomEvent("sent", { detail: { item, answer, isAwaited: this.#awaited.has(item.key) } }));
    if (!answer.rejected) this.#awaited.delete(item.key);
    this.#finish(item, { state, answer });
  }

  /** The sheet shows as stored what the server has; what was typed since then stays, and corrects it. */
  #show(item, answer) {
    this.#sheet.setLevels(answer.level_changes);
    for (const { index, result, version } of answer.items) {
      const row = item.rows[index];
      const ward = this.#sheet.ward(row.ward_code);
      if (result === "rejected" || !ward || (ward.stored?.version ?? 0) > version) continue;
      const stored = {
        ...{ version, counts: row.counts, tests: row.tests ?? null, new_f1_contacts: row.new_f1_contacts ?? null },
        ...{ note: row.note ?? null, reported_by: this.#state.username, reported_by_name: this.#state.display_name },
        received_at: this.#now(),
      };
      if (differing(row.ward_code, stored, this.#sheet).length) this.#sheet.rebase(row.ward_code, stored);
      else this.#sheet.store(row.ward_code, stored);
    }
  }

  /** Whoever waits for the answer in the summary is told there; a clash, or an answer that came later, asks by itself. */
  #refused({ item, problem }) {
    const isAwaited = this.#awaited.delete(item.key);
    const isClash = item.rejected?.some(clashes);
    this.#finish(item, { state: "refused", problem });
    if (isAwaited && !isClash) this.#outbox.settle(item.key);
    else if (this.#mine([item]).length) this.decide();
  }

  async #decideOn(item) {
    const between = (item.rejected ?? []).filter(clashes);
    const others = (item.rejected ?? []).filter((each) => !clashes(each));
    if (!item.rejected || others.length) {
      if (!(await this.#tellRefused(item, others))) return;
    }
    if (between.length) await this.#settleClashes(item, between);
    else this.#outbox.settle(item.key);
  }

  /** Tells why; true when the item is done with: its rows stay in the sheet, or go out again under a new key. */
  async #tellRefused(item, rejected) {
    const words = this.#words;
    const lines = rejected.map(({ ward_code: code, problem }) =>
      make("li", {}, make("b", {}, this.#sheet.ward(code)?.name ?? code ?? "?"), " ", problem));
    const why = item.rejected ? words.refused_text : `${item.problem?.detail ?? item.problem?.title ?? ""} ${words.refused_whole}`;
    const { chosen } = ask({
      title: words.refused_title,
      className: "refused",
      body: [make("p", {}, why.trim()), lines.length ? make("ul", {}, lines) : null,
        item.rejected ? null : make("p", { class: "note" }, this.#namesOf(item.rows))],
      actions: [{ value: "again", label: words.refused_again }, { value: "back", label: words.refused_back, primary: true }],
      dismissed: "later",
    });
    const choice = await chosen;
    if (choice === "later") return false;
    if (choice === "again") {
      const codes = new Set(rejected.map((each) => each.ward_code));
      this.#add(item.rejected ? item.rows.filter((row) => codes.has(row.ward_code)) : item.rows);
      setTimeout(() => this.#outbox.flush());
    }
    return true;
  }

  #namesOf(rows) {
    return rows.map((row) => this.#sheet.ward(row.ward_code)?.name ?? row.ward_code).join(", ");
  }

  async #settleClashes(item, between) {
    const rows = between.map(({ ward_code: ward, current }) => ({ ward, current }));
    const open = rows.filter(({ ward, current }) => differing(ward, current, this.#sheet).length);
    for (const { ward, current } of rows.filter((row) => !open.includes(row))) this.#sheet.store(ward, current);
    if (!open.length) {
      this.#outbox.settle(item.key);
      return;
    }
    const parts = { sheet: this.#sheet, words: this.#words, reasons: this.#state.reasons, moment: this.#moment };
    const decided = await chooseFigures(open, parts);
    if (decided === null) return;
    const corrections = open.flatMap(({ ward, current }) => this.#apply(ward, current, decided[ward], item));
    this.#outbox.settle(item.key);
    if (corrections.length) {
      this.#add(corrections);
      setTimeout(() => this.#outbox.flush());
    }
  }

  /** Puts the decision into the sheet; the row to send, if any cell of one's own was chosen. */
  #apply(ward, current, { choices, reason }, item) {
    const sides = Object.values(choices);
    if (!sides.includes("mine")) {
      this.#sheet.store(ward, current);
      return [];
    }
    const taken = differing(ward, current, this.#sheet).filter(({ column }) => choices[column] === "theirs");
    this.#sheet.rebase(ward, current);
    this.#sheet.set(taken.map(({ column, theirs }) => ({ ward, column, text: theirs })), { undoable: false });
    const confirmations = item.rows.find((row) => row.ward_code === ward)?.confirmations;
    const wanted = { reasons: { [ward]: reason }, confirmations: confirmations ? { [ward]: confirmations } : {} };
    return this.#sheet.rowsToSend(wanted).filter((row) => row.ward_code === ward);
  }
}

/** Whether a row was rejected because somebody else's figures stand. */
export function clashes({ result, problem_type: kind, current }) {
  return result === "rejected" && Boolean(current) && CLASHES.includes(kind);
}

/**
 * One line above the sheet about what is not settled yet: what waits for the network, and what was refused.
 *
 * @param addressOf the page of another item's sheet.
 */
export function connectOutboxLine(element, sender, outbox, { state, words, addressOf }) {
  const isHere = (item) => item.district_code === state.district.code && item.reporting_date === state.reporting_date;
  const count = (items) => items.reduce((sum, item) => sum + item.rows.length, 0);
  const link = (item) => make("a", { href: addressOf(item) }, fill(words.outbox_elsewhere, { title: item.title }));
  const draw = () => {
    const { waiting, refused } = outbox;
    const parts = [];
    if (refused.length) {
      const here = refused.some(isHere);
      parts.push(make("p", { class: "line refused" }, fill(words.outbox_refused, { n: count(refused) }), " ",
        here ? make("button", { type: "button", class: "link", onclick: () => sender.decide() }, words.outbox_look) : null,
        refused.filter((item) => !isHere(item)).map(link)));
    }
    if (waiting.length && postponed) {
      parts.push(make("p", { class: "line" }, fill(words.outbox_waiting, { n: count(waiting) }), " ",
        make("button", { type: "button", class: "link", onclick: () => outbox.flush() }, words.outbox_now)));
    } else if (waiting.length) {
      parts.push(make("p", { class: "line" }, words.outbox_sending));
    }
    element.replaceChildren(...parts);
    element.hidden = !parts.length;
  };
  let postponed = false;
  outbox.addEventListener("postponed", () => {
    postponed = true;
    draw();
  });
  outbox.addEventListener("answered", () => {
    postponed = false;
  });
  outbox.addEventListener("change", draw);
  draw();
}
